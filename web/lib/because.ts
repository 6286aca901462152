import type { OrganiserTexts } from './languages/texts.ts';
import { hostStateText } from './engine-texts.ts';
import { clockTime } from './instant.ts';
import type { Because, Details } from './wire.ts';

/** Why a meeting ended, in sentences; empty while its end is not decided. */
export function becauseSentences(
  { ended_by: by, decided_at: at, because }: Details,
  texts: OrganiserTexts,
): readonly string[] {
  if (by === undefined || at === undefined) return [];
  const decided = texts.decidedBy[by](time(at));
  return because
    ? [
        decided,
        ...hostSentences(because, texts),
        heardSentence(because, texts),
        ...listeningSentence(because, at, texts),
      ]
    : [decided];
}

function hostSentences(
  { host_count: count, host_counted_at: at, host_state: state }: Because,
  texts: OrganiserTexts,
): readonly string[] {
  return [
    ...(state === undefined ? [] : [texts.hostState(hostStateText(state, texts))]),
    ...(count === undefined || at === undefined ? [] : [texts.hostCounted(count, time(at))]),
  ];
}

const heardSentence = ({ last_heard_at: at }: Because, texts: OrganiserTexts): string =>
  at === undefined ? texts.nobodyHeard : texts.lastHeard(time(at));

/** Says nothing about a meeting that a person ended: then nobody asked. */
function listeningSentence(
  { listening_from: from, listening_until: until }: Because,
  decided: string,
  texts: OrganiserTexts,
): readonly string[] {
  if (from === undefined || until === undefined) return [];
  return Date.parse(until) < Date.parse(decided)
    ? [texts.notListeningAfter(time(until))]
    : [texts.listeningSince(time(from))];
}

const time = (instant: string): string => clockTime(Date.parse(instant));
