import { DAY, isoSeconds, type Millis } from '../domain/instants.ts';
import { allSeries, lastDate } from '../series/dates-ahead.ts';
import { updateSeries } from '../series/update-series.ts';
import { inGroups, settleEach } from '../settle-all.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { erasedMeeting, erasedSeries, isErased } from './erased.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { series } from '../aws/dynamo-series.ts';
import { retention } from '../aws/retention.ts';

/** The period of the runs. */
export const FORGET_EVERY: Millis = DAY;
/** Until this meeting time, the rows of all ended meetings have no names. */
const MARK = 'forgotten-until';
/** A meeting can end so long after its time; a run looks again at those before the mark. */
const MARGIN: Millis = 7 * DAY;
const PAGE = 200;
/** Rows that are written at the same time. */
const AT_ONCE = 10;

type Needs = Pick<Ports, 'meetings' | 'series' | 'retention' | 'clock'>;

/**
 * Removes names and addresses from meetings and series that are over for longer than they are kept. Repeatable: a run that was
 * interrupted continues, and one after an outage does what was missed.
 */
export const forget = (ports: Needs) => async (): Promise<void> => {
  const before = ports.clock.now() - ports.retention.days * DAY;
  await settleEach([forgetMeetings, forgetSeries], (forgetThem) => forgetThem(ports, before));
};

async function forgetMeetings({ meetings }: Needs, before: Millis): Promise<void> {
  const done = await meetings.getMark(MARK);
  const from = done === undefined ? undefined : isoSeconds(Date.parse(done) - MARGIN);
  const to = isoSeconds(before);
  let after: string | undefined;
  do {
    const page = await meetings.list({ openOrEnded: 'ended', from, to, limit: PAGE, ...(after && { after }) });
    const named = page.meetings.filter((meeting) => !isErased(meeting));
    await inGroups(
      named,
      AT_ONCE,
      async ({ id }) => void (await updateMeeting(meetings, id, (row) => erasedMeeting(row))),
    );
    after = page.after;
  } while (after !== undefined);
  await meetings.setMark(MARK, to);
}

async function forgetSeries({ series }: Needs, before: Millis): Promise<void> {
  const date = isoSeconds(before).slice(0, 10);
  const over = (await allSeries(series)).filter((row) => (lastDate(row) ?? date) < date && !isErased(row.plan));
  await inGroups(over, AT_ONCE, async ({ id }) => void (await updateSeries(series, id, (row) => erasedSeries(row))));
}

export const handler = onLambda(forget, { meetings, series, retention });
