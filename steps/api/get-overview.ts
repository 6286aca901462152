import { fromIso, type Millis } from '../domain/instants.ts';
import { meetingOfSlot } from '../domain/slots.ts';
import { dayOf, decode, type EndedMeeting, hostSpans } from '../overview/ended-meeting.ts';
import { byOutcome, daysFor, hostHours, hostsOverDay, timeToReady } from '../overview/figures.ts';
import type { Ports } from '../ports.ts';
import { parseRequest, requireAdministrator } from './http/request-guards.ts';
import { overviewQuery } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import type { Overview } from './http/overview-schemas.ts';
import { clockFields } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { days } from '../aws/dynamo-days.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { slots } from '../aws/dynamo-slots.ts';
import { settings } from '../aws/settings.ts';

/** Rows that one request reads: of running meetings for the plot, and of the latest failures. */
const MOST_RUNNING = 100;
const MOST_FAILURES = 20;

type Needs = Pick<Ports, 'days' | 'meetings' | 'slots' | 'settings' | 'clock'>;

/** What happened on a day, from one item for each day of its month. Reads no list of meetings. */
export const getOverview = (ports: RoutePorts<keyof Needs>) =>
  respondToOrganiser<'getOverview'>(ports, async (request) => {
    requireAdministrator(request.caller);
    const now = ports.clock.now();
    const { day = dayOf(now) } = parseRequest(overviewQuery, request.query);
    const { month, next } = daysFor(day, now);
    const [ofMonth, ofNext, held] = await Promise.all([
      Promise.all(month.map((each) => endedOn(ports, each))),
      endedOn(ports, next),
      ports.slots.held(),
    ]);
    const today = ofMonth[month.indexOf(day)] ?? [];
    const running = [...new Set(held.map(meetingOfSlot))];
    const spans = [
      ...[...today, ...ofNext].flatMap(({ hosts }) => hosts),
      ...(await runningSpans(ports, running.slice(0, MOST_RUNNING), now)),
    ];
    const ended = ofMonth.flat();
    const { maxInFlight, hostDollarsPerHour } = ports.settings;
    return {
      status: 200,
      body: {
        day,
        hosts: { now: held.length, most: maxInFlight, each_quarter_hour: [...hostsOverDay(spans, day, now)] },
        in_progress: running.length,
        outcomes: byOutcome(today),
        time_to_ready: timeToReady(today),
        month: { meetings: ended.length, dollars: Math.round(hostHours(ended) * hostDollarsPerHour * 10_000) / 10_000 },
        failures: await failures(ports, today),
        ...clockFields(ports.clock),
      },
    };
  });

const endedOn = async ({ days: summaries }: Needs, day: string): Promise<readonly EndedMeeting[]> =>
  (await summaries.of(day)).flatMap((entry) => decode(entry) ?? []);

/** Spans of hosts that run now. They end a millisecond after now, so that this instant is part of them. */
async function runningSpans({ meetings: rows }: Needs, ids: readonly string[], now: Millis) {
  const running = await Promise.all(ids.map((id) => rows.find(id)));
  return running.flatMap((row) => (row && row.status !== 'ENDED' ? hostSpans(row, now + 1) : []));
}

/** The failures of a day, latest first. */
async function failures({ meetings: rows }: Needs, ended: readonly EndedMeeting[]): Promise<Overview['failures']> {
  const latest = ended
    .filter(({ outcome }) => outcome === 'FAILED')
    .toSorted((a, b) => b.endedAt - a.endedAt)
    .slice(0, MOST_FAILURES);
  const found = await Promise.all(latest.map(({ id }) => rows.find(id)));
  return found.flatMap((row) =>
    row?.failure === undefined || row.ended_at === undefined
      ? []
      : [
          {
            id: row.id,
            teacher_name: row.teacher_name,
            student_name: row.student_name,
            meet_time: row.meet_time,
            ended_at: new Date(fromIso(row.ended_at)).toISOString(),
            failure: row.failure,
          },
        ],
  );
}

export const handler = onOrganiserApi(getOverview, { days, meetings, slots, settings });
