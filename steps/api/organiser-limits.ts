import { DAY, fromIso, isoSeconds, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import type { Meeting } from '../domain/meeting.ts';
import { highestOverlap, type Span } from '../domain/overlap.ts';
import { LONGEST_DURATION_MINUTES, plannedEndOf } from '../domain/timetable.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import type { MeetingQuery, Ports } from '../ports.ts';
import { allMeetings } from './all-meetings.ts';
import { type Problem, refused } from './http/problem.ts';
import type { RefusalCode } from './http/refusal-codes.ts';

type Needs = Pick<Ports, 'meetings' | 'clock' | 'settings'>;

/**
 * Checks the limits of the organiser who owns the meeting, also when somebody else schedules it. Meetings of administrators have no limit.
 * The index is eventually consistent: calls at the same moment can exceed a limit by their number.
 * @param ignored ids of meetings that do not count
 * @throws Problem 429
 */
export async function requireOrganiserLimits(
  ports: Needs,
  planned: Meeting,
  ignored: readonly string[],
): Promise<void> {
  const { meetingsPerDay, meetingsAtOnce } = ports.settings.organiserLimits ?? {};
  const { organiser } = planned;
  if (organiser === undefined) return;
  const own = async (query: Pick<MeetingQuery, 'openOrEnded' | 'from' | 'to'>): Promise<ListedMeeting[]> => {
    const found = await allMeetings(ports.meetings, { ...query, organiser });
    return found.filter((one) => !ignored.includes(one.id) && decidedOutcome(one) !== 'CANCELLED');
  };
  if (meetingsPerDay !== undefined) await requireDay(ports, planned, meetingsPerDay, own);
  if (meetingsAtOnce !== undefined) await requireTime(ports, planned, meetingsAtOnce, own);
}

type Own = (query: Pick<MeetingQuery, 'openOrEnded' | 'from' | 'to'>) => Promise<ListedMeeting[]>;

/** Days are those of UTC, because the organiser can be anywhere. Meetings that took place count, and cancelled ones do not. */
async function requireDay(ports: Needs, { meet_time }: Meeting, most: number, own: Own): Promise<void> {
  const from = `${meet_time.slice(0, 10)}T00:00:00Z`;
  const next = fromIso(from) + DAY;
  const to = isoSeconds(next - SECOND);
  const found = [...(await own({ openOrEnded: 'open', from, to })), ...(await own({ openOrEnded: 'ended', from, to }))];
  if (found.length >= most)
    throw full(ports, next, {
      code: 'DAY_FULL',
      limit: most,
      sentence: `The limit of an organiser is ${most} on a day (UTC). The next day begins at ${isoSeconds(next)}.`,
    });
}

const spanOf = (meeting: Pick<ListedMeeting, 'meet_time' | 'duration_minutes'>): Span => ({
  from: fromIso(meeting.meet_time),
  to: plannedEndOf(meeting),
  hosts: 1,
});

/** From the meeting time until the planned end. */
async function requireTime(ports: Needs, planned: Meeting, most: number, own: Own): Promise<void> {
  const span = spanOf(planned);
  const longest = LONGEST_DURATION_MINUTES * MINUTE;
  // Also those after it, to say when it would be possible.
  const [from, to] = [isoSeconds(span.from - longest), isoSeconds(span.to + 2 * longest)];
  const spans = (await own({ openOrEnded: 'open', from, to })).map(spanOf);
  const isFree = (at: Millis): boolean => highestOverlap(spans, { from: at, to: at + span.to - span.from }) < most;
  if (isFree(span.from)) return;
  const ends = spans.map((one) => one.to).filter((end) => end > span.from);
  const free = ends.toSorted((a, b) => a - b).find(isFree) ?? Math.max(...ends);
  throw full(ports, free, {
    code: 'TIME_FULL',
    limit: most,
    sentence: `The limit of an organiser is ${most} at the same time. This is possible from ${isoSeconds(free)} on.`,
  });
}

/** `Retry-After` is the time until then: at that time at the latest, such a meeting is possible at once. */
function full(
  { clock }: Needs,
  at: Millis,
  { sentence, ...why }: { readonly code: RefusalCode; readonly limit: number; readonly sentence: string },
): Problem {
  const seconds = Math.max(1, Math.ceil((at - clock.now()) / SECOND));
  return refused(429, 'meet_time', sentence, why, { free_from: isoSeconds(at) }, { 'Retry-After': String(seconds) });
}
