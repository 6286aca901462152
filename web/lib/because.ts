import { clockTime } from './instant.ts';
import type { Because, Details, EndedBy } from './wire.ts';

const DECIDED_BY: Readonly<Record<EndedBy, string>> = {
  teacher: 'The teacher ended the meeting',
  organiser: 'An organiser ended the meeting',
  workflow: 'The workflow ended the meeting',
  net: 'A safety net ended the meeting',
};

/** Why a meeting ended, in sentences; empty while its end is not decided. */
export function becauseSentences({ ended_by: by, decided_at: at, because }: Details): readonly string[] {
  if (by === undefined || at === undefined) return [];
  const decided = `${DECIDED_BY[by]} at ${time(at)}.`;
  return because
    ? [decided, ...hostSentences(because), heardSentence(because), ...listeningSentence(because, at)]
    : [decided];
}

function hostSentences({ host_count: count, host_counted_at: at, host_state: state }: Because): readonly string[] {
  const people = count === 0 ? 'nobody' : count === 1 ? 'one person' : `${count} people`;
  return [
    ...(state === undefined ? [] : [`The state of its host in EC2: ${state}.`]),
    ...(count === undefined || at === undefined ? [] : [`The host counted ${people} at ${time(at)}.`]),
  ];
}

const heardSentence = ({ last_heard_at: at }: Because): string =>
  at === undefined ? 'Nobody was heard in the room.' : `The last sign of somebody in the room was at ${time(at)}.`;

/** Says nothing about a meeting that a person ended: then nobody asked. */
function listeningSentence(
  { listening_from: from, listening_until: until }: Because,
  decided: string,
): readonly string[] {
  if (from === undefined || until === undefined) return [];
  return Date.parse(until) < Date.parse(decided)
    ? [`Pages could not report who is in the room after ${time(until)}.`]
    : [`Pages could report who is in the room since ${time(from)}.`];
}

const time = (instant: string): string => clockTime(Date.parse(instant));
