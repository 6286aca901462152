import { isoSeconds, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { ROLES } from '../steps/domain/links.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { hardEnd } from '../steps/domain/timetable.ts';
import { decidedOutcome } from '../steps/domain/verdicts.ts';
import { promise, when } from './promise.ts';
import type { EventTrace, ReceiverTrace } from './told-trace.ts';

/** Clocks of functions differ by so much. */
const CLOCKS: Millis = MINUTE;

export const webhookEffect = promise(
  'webhook-effect',
  'Each event of an accepted meeting has its effect at each receiver once, unless a later one of the same type replaced it; with the order of the sequence, the receiver has the state of the row. Nothing is left to tell.',
  ['row', 'told'],
  ({ row, told }) =>
    row?.accepted
      ? [
          ...when(row.untold !== undefined, `${row.untold?.length} events were not told`),
          ...brokenEvents(row, told.events),
          ...told.receivers.flatMap((receiver) => brokenReceiver(row, told.events, receiver)),
        ]
      : undefined,
);

/** The row has told its beginning and its end. */
function brokenEvents(row: Meeting, events: readonly EventTrace[]): readonly string[] {
  const count = (...types: EventTrace['type'][]): number => events.filter(({ type }) => types.includes(type)).length;
  return [
    ...when(count('scheduled') !== 1, `${count('scheduled')} events say that it was scheduled`),
    ...when(
      decidedOutcome(row) !== undefined && count('ended', 'cancelled') !== 1,
      `${count('ended', 'cancelled')} events say that it ended`,
    ),
  ];
}

function brokenReceiver(row: Meeting, events: readonly EventTrace[], receiver: ReceiverTrace): readonly string[] {
  const { url, types, disabled, effects, changedBodies, state } = receiver;
  const wanted = events.filter(({ type }) => types === undefined || types.includes(type));
  const effectsOf = (sequence: number): number => effects.filter((effect) => effect.sequence === sequence).length;
  const missing = wanted.filter(({ sequence, replaced }) => !replaced && effectsOf(sequence) === 0);
  // An event while the webhook is disabled, or until its delivery is over, is not told.
  const lost = missing.filter(({ at }) => !disabled.some(({ until }) => until > at - CLOCKS));
  const last = wanted.at(-1);
  return [
    ...lost.map(({ type, sequence }) => `${url} did not get ${type} (${sequence})`),
    ...wanted
      .filter(({ sequence }) => effectsOf(sequence) > 1)
      .map(({ type, sequence }) => `${type} (${sequence}) had its effect at ${url} ${effectsOf(sequence)} times`),
    ...effects
      .filter((effect) => !wanted.some(({ type, sequence }) => isSame(effect, type, sequence)))
      .map(({ type, sequence }) => `${url} got ${type} (${sequence}), which did not happen or which it does not want`),
    ...changedBodies.map((id) => `${url} got ${id} with two bodies`),
    ...(last && effectsOf(last.sequence) > 0 ? brokenState(row, receiver.types === undefined, url, state) : []),
  ];
}

const isSame = (effect: ReceiverTrace['effects'][number], type: EventTrace['type'], sequence: number): boolean =>
  effect.type === `meeting.${type}` && effect.sequence === sequence;

/** Compares what events tell. Other fields of a row, such as names, change without an event. */
function brokenState(row: Meeting, getsAll: boolean, url: string, state: ReceiverTrace['state']): readonly string[] {
  if (!state) return [`${url} got an event without a meeting`];
  const pairs = [
    ['meet_time', row.meet_time, state.meet_time],
    ['duration_minutes', row.duration_minutes, state.duration_minutes],
    ['outcome', decidedOutcome(row), state.outcome],
    ['decided_at', row.verdict?.at, state.decided_at],
    ...(getsAll ? fieldsOfPeople(row, state) : []),
  ] as const;
  return pairs
    .filter(([, found, told]) => found !== told)
    .map(([name, found, told]) => `${name} is ${found}, and ${url} has ${told}`);
}

const fieldsOfPeople = (row: Meeting, state: NonNullable<ReceiverTrace['state']>) => [
  ['hard_end', isoSeconds(hardEnd(row)), state.hard_end] as const,
  ['opened_at', row.opened_at, state.opened_at] as const,
  ...ROLES.flatMap((role) => {
    const [seen, told] = [row.attendance[role], state.attendance[role]];
    return [
      [`first_seen_at of the ${role}`, seen?.first_seen_at, told?.first_seen_at] as const,
      [`whether the ${role} left`, seen?.left_at === undefined, told?.left_at === undefined] as const,
    ];
  }),
];
