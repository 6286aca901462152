import { fromIso, HOUR, isoSeconds, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { Ports } from '../ports.ts';

/** Text of the mark: for each reminder, the meeting time up to which all meetings were looked at. */
const REMINDERS_MARK = 'reminders';
/** The index can show a row so much later. */
const INDEX_LAG: Millis = 5 * MINUTE;
/** Meetings of one read. */
const PAGE = 100;
/** For the meetings of one reminder in one run. The next run continues. */
const LOOK_FOR: Millis = 20 * SECOND;

/**
 * Looks at each open meeting when its reminder becomes due: those whose meeting time came into the span of the reminder since the
 * run before. After an outage this is every meeting whose reminder is missing; none of those that began meanwhile.
 * @param reminders hours before the meeting time
 * @param look decides from the row
 */
export async function remindMeetings(
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  reminders: readonly number[],
  look: (ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const now = clock.now();
  const before = await meetings.getMark(REMINDERS_MARK);
  const marks = parsed(before);
  // The shortest first: its meetings begin first.
  for (const hours of reminders.toSorted((a, b) => a - b)) {
    const to = isoSeconds(now + hours * HOUR);
    const known = marks[hours];
    const from = known === undefined ? now + hours * HOUR - INDEX_LAG : Math.max(now, fromIso(known) - INDEX_LAG);
    marks[hours] = await lookBetween(isoSeconds(from), to);
  }
  await meetings.setMark(REMINDERS_MARK, JSON.stringify(marks));

  /** @returns the meeting time up to which all were looked at */
  async function lookBetween(from: string, to: string): Promise<string> {
    const started = clock.now();
    let after: string | undefined;
    let seen = from;
    do {
      const query = { openOrEnded: 'open', from, to, limit: PAGE, ...(after !== undefined && { after }) } as const;
      const page = await meetings.list(query);
      const told = page.meetings.filter((one) => one.teacher_email !== undefined || one.student_email !== undefined);
      await look(told.map(({ id }) => id));
      after = page.after;
      seen = page.meetings.at(-1)?.meet_time ?? seen;
    } while (after !== undefined && clock.now() - started < LOOK_FOR);
    return after === undefined ? to : seen;
  }
}

/** A mark of another form counts as none. */
function parsed(text: string | undefined): Record<number, string> {
  try {
    return JSON.parse(text ?? '{}') as Record<number, string>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
