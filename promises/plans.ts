import { isoSeconds } from '../steps/domain/instants.ts';
import { promise, when } from './promise.ts';
import type { PlanTrace } from './trace.ts';

export const onePlan = promise(
  'one-plan',
  'Until the launch, exactly one revision of a meeting can launch; its execution waits for the launch time of the row, and its two wake-ups are armed in time. Revisions only rise, and no other revision launches a host.',
  ['plans', 'launches'],
  ({ plans, launches }) => [
    ...plans.flatMap(brokenPlan),
    ...plans.flatMap(({ at, revision }, index) =>
      when(revision < (plans[index - 1]?.revision ?? 0), `at ${isoSeconds(at)}, revision ${revision} came back`),
    ),
    ...launches
      .filter(({ revision, launchable }) => revision !== launchable)
      .map(({ revision, launchable }) => `revision ${revision} launched a host, and the row had ${launchable}`),
  ],
);

function brokenPlan({ at, revision, launchAt, launchesAt, wakeUps, due }: PlanTrace): readonly string[] {
  const where = `at ${isoSeconds(at)}, revision ${revision}`;
  return [
    ...when(launchesAt === undefined, `${where} had no running execution`),
    ...when(launchesAt !== undefined && launchesAt !== launchAt, `${where} had an execution with another launch time`),
    ...when(wakeUps.length < due.length, `${where} had ${wakeUps.length} wake-ups`),
    ...due.flatMap((latest, index) => when((wakeUps[index] ?? latest) > latest, `${where} had a wake-up that is late`)),
  ];
}
