import type { Action } from '../steps/domain/actions.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { promise, when } from './promise.ts';
import type { PlanWrite } from './trace.ts';

export const changeRecorded = promise(
  'change-recorded',
  'The record has each change of a meeting, its scheduling and its end once, with the plan and the revision that it made, in order and without a gap.',
  ['row', 'planWrites', 'recorded'],
  ({ row, planWrites, recorded }) =>
    row?.accepted
      ? [
          ...brokenOrder(recorded, row),
          ...planWrites.flatMap((write) => brokenPlan(recorded, write)),
          ...brokenCounts(recorded, row, planWrites),
        ]
      : undefined,
);

function brokenOrder(
  recorded: readonly Action[],
  { last_action = 0, revision, unrecorded }: Meeting,
): readonly string[] {
  const revisions = recorded.map((action) => action.revision);
  return [
    ...when(
      recorded.length !== last_action || recorded.some(({ number }, index) => number !== index + 1),
      `${last_action} actions, and the record has ${recorded.map(({ number }) => number).join()}`,
    ),
    ...when(
      revisions.some((one, index) => one < (revisions[index - 1] ?? 1)) || (revisions.at(-1) ?? 1) > revision,
      `the revisions of the record are ${revisions.join()}, and the row has ${revision}`,
    ),
    ...when(unrecorded !== undefined, 'actions are not in the record yet'),
  ];
}

const isOfPlan = ({ what }: Action): boolean => what === 'moved' || what === 'changed';

function brokenPlan(recorded: readonly Action[], { before, after }: PlanWrite): readonly string[] {
  if (before === after) return [];
  const found = recorded.filter((action) => isOfPlan(action) && action.plan === after);
  return when(found.length !== 1, `plan ${after} has ${found.length} actions`);
}

function brokenCounts(
  recorded: readonly Action[],
  { extensions = [], verdict }: Meeting,
  planWrites: readonly PlanWrite[],
): readonly string[] {
  const expected = {
    scheduled: 1,
    extended: extensions.length,
    ended: verdict ? 1 : 0,
  } as const;
  const counts = Object.entries(expected).flatMap(([what, count]) => {
    const found = recorded.filter((action) => action.what === what).length;
    return when(found !== count, `${found} actions say that it was ${what}, in place of ${count}`);
  });
  const changes = planWrites.filter(({ before, after }) => before !== after).length;
  return [
    ...counts,
    ...when(recorded.filter(isOfPlan).length > changes, `more actions than the ${changes} changes of the plan`),
    ...when(
      verdict !== undefined && recorded.findLast(({ what }) => what === 'ended')?.outcome !== verdict.outcome,
      `the record does not say that it ended as ${verdict?.outcome}`,
    ),
  ];
}
