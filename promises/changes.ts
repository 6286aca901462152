import { fromIso, isoSeconds, MINUTE } from '../steps/domain/instants.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { promise, when } from './promise.ts';
import { TOLERANCE } from './time.ts';
import type { ChangedFields, ChangeTrace, Trace } from './trace.ts';

export const changesKept = promise(
  'changes-kept',
  'A confirmed change is in the row until another one replaces it, and a refused one is not. An extension counts once for each Idempotency-Key.',
  ['row', 'changes', 'disturbances'],
  ({ row, changes, disturbances }) =>
    row?.accepted && changes.length > 0
      ? [
          ...FIELDS.flatMap((field) => brokenField(row, field, changes, disturbances)),
          ...brokenExtensions(row, changes, disturbances),
          ...brokenLateStart(row, changes),
        ]
      : undefined,
);

/** The fields that the organiser changes. */
export const FIELDS = ['meet_time', 'duration_minutes', 'teacher_name', 'student_email'] as const;

const isConfirmed = ({ status }: ChangeTrace): boolean => status === 200;
/** The response says that nothing was changed. 412 and 429 are among these. */
const isRefused = ({ status }: ChangeTrace): boolean => status >= 400 && status < 500;

/** The value as the organiser set it: a late start moves the meeting time, too. */
const valueOf = (row: Meeting, field: (typeof FIELDS)[number]): ChangedFields[typeof field] =>
  field === 'meet_time' ? isoSeconds(fromIso(row.meet_time) - (row.late_minutes ?? 0) * MINUTE) : row[field];

function brokenField(
  row: Meeting,
  field: (typeof FIELDS)[number],
  changes: readonly ChangeTrace[],
  { calls }: NonNullable<Trace['disturbances']>,
): readonly string[] {
  const asked = changes.flatMap(({ change, ...response }) =>
    change.what === 'plan' && change.fields[field] !== undefined
      ? [{ ...response, change, value: change.fields[field] }]
      : [],
  );
  const found = valueOf(row, field);
  const last = asked
    .filter(isConfirmed)
    .toSorted((a, b) => a.sentAt - b.sentAt)
    .at(-1);
  // Of an invocation that runs twice, one can change the meeting, so that the other one returns 409 or 412.
  const hadNoEffect = (change: ChangeTrace): boolean =>
    isRefused(change) && !(calls > 0 && (change.status === 409 || change.status === 412));
  // A change whose response was lost can take effect later.
  const others = asked.filter(
    (other) => last && other.value !== last.value && !hadNoEffect(other) && other.at > last.sentAt - TOLERANCE,
  );
  const sameValue = asked.filter(({ value }) => value === found);
  return [
    ...when(
      // A move to the time of a late start changes nothing.
      last !== undefined && others.length === 0 && found !== last.value && row[field] !== last.value,
      `${field} was changed to ${last?.value}, and is ${found}`,
    ),
    // Only these values are asked for once.
    ...when(
      (field === 'teacher_name' || field === 'student_email') && sameValue.length > 0 && sameValue.every(hadNoEffect),
      `the change of ${field} to ${found} was refused, and took effect`,
    ),
  ];
}

function brokenExtensions(
  { extensions = [] }: Meeting,
  changes: readonly ChangeTrace[],
  { calls }: NonNullable<Trace['disturbances']>,
): readonly string[] {
  const asked = changes.flatMap(({ change, ...response }, index) =>
    change.what === 'extend' ? [{ ...response, change, key: change.key ?? String(index) }] : [],
  );
  const sum = (items: readonly { readonly minutes: number }[]): number =>
    items.reduce((total, { minutes }) => total + minutes, 0);
  const once = (list: typeof asked) => [...new Map(list.map((each) => [each.key, each.change])).values()];
  const possible = once(asked.filter((each) => !isRefused(each)));
  // An invocation that runs twice extends twice, without a key; the response can be that of the second one.
  const twice = calls > 0 ? once(asked).filter(({ key }) => key === undefined) : [];
  const keys = extensions.flatMap(({ key }) => key ?? []);
  const total = sum(extensions);
  return [
    ...when(keys.length > new Set(keys).size, 'one Idempotency-Key extended the meeting twice'),
    ...when(total < sum(once(asked.filter(isConfirmed))), `a confirmed extension is missing: ${total} minutes`),
    ...when(total > sum([...possible, ...twice]), `more was added than asked for: ${total} minutes`),
  ];
}

function brokenLateStart({ late_minutes = 0 }: Meeting, changes: readonly ChangeTrace[]): readonly string[] {
  const asked = changes.flatMap(({ change, ...response }) =>
    change.what === 'late' ? [{ ...response, change, minutes: change.minutes }] : [],
  );
  const most = (list: typeof asked): number => Math.max(0, ...list.map(({ minutes }) => minutes));
  return [
    ...when(
      late_minutes < most(asked.filter(isConfirmed)),
      `a confirmed late start is missing: ${late_minutes} minutes`,
    ),
    ...when(
      late_minutes > most(asked.filter((each) => !isRefused(each))),
      `${late_minutes} minutes late, which nobody asked for`,
    ),
  ];
}
