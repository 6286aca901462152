import { type Millis, MINUTE } from '../../steps/domain/instants.ts';
import type { Stream } from './random.ts';
import type { Change, Scenario } from './scenario.ts';

/** Which part of the meetings have changes of the plan. */
const SHARE = 0.6;

const SHARE_AT_ONCE = 0.3;
/** The numbers of changes at once; the others are lower. */
const FIRST_AT_ONCE = 100;
type Weights = readonly (readonly [weight: number, what: Change['what']])[];
const BEFORE_LAUNCH: Weights = [
  [35, 'move'],
  [20, 'now'],
  [15, 'length'],
  [20, 'rename'],
  [10, 'move and rename'],
];
const AFTER_LAUNCH: Weights = [
  [60, 'extend'],
  [30, 'rename'],
  [10, 'late'],
];

/**
 * Moves, starts at once, other lengths and names, extensions and late starts: at random instants, around the launch, twice, and
 * against each other. A move is by minutes or by hours, to an earlier or a later time.
 */
export function changes(
  stream: Stream,
  { scheduledAt, meetTime }: Pick<Scenario, 'scheduledAt' | 'meetTime'>,
): Change[] {
  if (!stream.chance(SHARE)) return [];
  const list: Change[] = [];
  const ahead = scheduledAt - meetTime;
  const add = (what: Change['what'], at: Millis, minutes: number): void => {
    const change: Change = { what, at: Math.round(at), minutes, number: list.length, keyed: stream.chance(0.7) };
    list.push(change);
    // The same call again, or another one of its kind, at once or some seconds later.
    if (stream.chance(0.3)) list.push({ ...change, at: change.at + stream.whole(0, 20) * 1000 });
    if (stream.chance(0.3))
      list.push({ ...change, at: change.at + stream.whole(0, 3000), minutes: minutes + 1, number: list.length });
  };
  for (let moves = stream.whole(0, 2); moves > 0; moves -= 1) add('move', momentOf(stream, ahead), minutesOf(stream));
  if (stream.chance(0.2)) add('now', momentOf(stream, ahead), 0);
  if (stream.chance(0.15)) add('length', momentOf(stream, ahead), stream.whole(20, 100));
  if (stream.chance(0.3)) add('rename', anyMoment(stream, ahead), 0);
  if (stream.chance(0.1)) add('move and rename', anyMoment(stream, ahead), minutesOf(stream));
  if (stream.chance(0.3)) add('late', stream.between(-12, 14) * MINUTE, stream.whole(1, 30));
  if (stream.chance(0.4)) add('extend', stream.between(-10, 190) * MINUTE, stream.whole(1, 90));
  return list;
}

/** Two organisers or teachers at once: different changes, and the same ones, within some milliseconds. */
export function changesAtOnce(
  stream: Stream,
  { scheduledAt, meetTime }: Pick<Scenario, 'scheduledAt' | 'meetTime'>,
): Change[] {
  if (!stream.chance(SHARE_AT_ONCE)) return [];
  const isLaunched = stream.chance(0.3);
  const at = isLaunched ? stream.between(-8, 60) * MINUTE : momentOf(stream, scheduledAt - meetTime);
  return Array.from({ length: stream.whole(2, 4) }, (_, index): Change => {
    const what = stream.weighted(isLaunched ? AFTER_LAUNCH : BEFORE_LAUNCH);
    const minutes = what === 'move' || what === 'move and rename' ? minutesOf(stream) : stream.whole(20, 40);
    // An extension is asked for by the same key again.
    const number = what === 'extend' ? FIRST_AT_ONCE : FIRST_AT_ONCE + index;
    return {
      what,
      at: Math.round(at + stream.between(0, 40)),
      minutes: what === 'extend' ? 15 : minutes,
      number,
      keyed: true,
    };
  });
}

/** Four of ten changes of a plan have If-Match. */
export const withMatches = (stream: Stream, list: readonly Change[]): Change[] =>
  list
    .map((change) => ({
      ...change,
      match: stream.weighted<Change['match']>([
        [60, undefined],
        [20, 'loaded'],
        [20, 'seen'],
      ]),
    }))
    .toSorted((a, b) => a.at - b.at);

/** Relative to the meeting time: between scheduling and the meeting, or in the minute around the launch. */
const momentOf = (stream: Stream, scheduled: Millis): Millis =>
  stream.chance(0.4) ? stream.between(-10.5, -9.5) * MINUTE : stream.between(Math.min(scheduled, 0), 2 * MINUTE);

/** Also while the meeting takes place, and after it. */
const anyMoment = (stream: Stream, scheduled: Millis): Millis =>
  stream.chance(0.5) ? stream.between(-10, 130) * MINUTE : momentOf(stream, scheduled);

const minutesOf = (stream: Stream): number => (stream.chance(0.6) ? stream.whole(-12, 12) : stream.whole(-180, 300));
