import { isoSeconds, type Millis } from '../steps/domain/instants.ts';
import { promise, when } from './promise.ts';
import { TOLERANCE } from './time.ts';
import type { ChangedFields, ChangeTrace, PlanWrite } from './trace.ts';

export const planByPlan = promise(
  'plan-by-plan',
  'Each change of the plan is based on the plan before it. A change with If-Match takes effect only on the plan that it names, and is refused with 412 only after another change.',
  ['changes', 'planWrites'],
  ({ changes, planWrites }) => {
    const asked = changes.flatMap(({ change, ...response }): PlanRequest[] =>
      change.what === 'plan' ? [{ ...response, ...change }] : [],
    );
    if (asked.length === 0) return undefined;
    return [
      ...planWrites.flatMap((write) => brokenWrite(write, asked)),
      ...asked.flatMap((request) => brokenRefusal(request, planWrites)),
    ];
  },
);

type PlanRequest = Omit<ChangeTrace, 'change'> & Extract<ChangeTrace['change'], { readonly what: 'plan' }>;

function brokenWrite({ at, before, after, fields }: PlanWrite, asked: readonly PlanRequest[]): readonly string[] {
  const where = `at ${isoSeconds(at)}, plan ${after}`;
  const possible = asked.filter(
    (request) => request.sentAt <= at && at <= request.at + TOLERANCE && contains(request.fields, fields),
  );
  return [
    ...when(after !== before + 1, `${where} replaced plan ${before}`),
    ...when(possible.length === 0, `${where} has ${JSON.stringify(fields)}, which nobody asked for`),
    ...when(
      possible.length > 0 && possible.every(({ ifMatch }) => ifMatch !== undefined && ifMatch !== before),
      `${where} came from a request whose If-Match named plan ${possible[0]?.ifMatch}`,
    ),
  ];
}

const contains = (all: ChangedFields, some: ChangedFields): boolean =>
  Object.entries(some).every(([field, value]) => all[field as keyof ChangedFields] === value);

function brokenRefusal({ sentAt, at, status, ifMatch }: PlanRequest, writes: readonly PlanWrite[]): readonly string[] {
  if (status !== 412) return [];
  const planAt = (time: Millis): number => writes.findLast((write) => write.at <= time)?.after ?? 1;
  const seen = [
    planAt(sentAt),
    ...writes.flatMap((write) => (write.at >= sentAt && write.at <= at ? write.after : [])),
  ];
  return when(
    seen.every((plan) => plan === ifMatch),
    `a change at ${isoSeconds(sentAt)} was refused with 412, although plan ${ifMatch} was the current one`,
  );
}
