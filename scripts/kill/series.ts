import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, type Client } from '../../client/client.ts';
import { datesOf, daysAfter, instantOf, localDate } from '../../promises/series-dates.ts';
import type { RequestBody } from '../../steps/api/http/operations.ts';
import { isoSeconds } from '../../steps/domain/instants.ts';
import { DAYS_AHEAD } from '../../steps/series/series.ts';

/** Clocks are set forward over this time in spring, and it occurs twice in autumn. */
const TIME = '02:30';
const ZONE = 'Europe/Berlin';
const RULE = 'FREQ=DAILY';

export interface PlannedSeries {
  readonly key: string;
  readonly body: RequestBody<'createSeries'>;
  id?: string;
}

/** A daily series. Its first date is ahead of all kills. */
export function planSeries(key: string, name: string, frontend: string, now: number): PlannedSeries {
  const first = daysAfter(localDate(now, ZONE), 7);
  const body = {
    teacher_name: 'Ada',
    student_name: name,
    meet_time: `${first}T${TIME}`,
    time_zone: ZONE,
    rrule: RULE,
    frontend_base_url: frontend,
  };
  return { key, body };
}

/** Creates a series, or continues a call that was interrupted: the key makes it one series. */
export async function createSeries(client: Client, planned: PlannedSeries): Promise<void> {
  planned.id ??= bodyOf(await client.createSeries(planned.body, planned.key)).id;
}

/** Every date of the next 60 days must have one meeting at its local time. Then ends the series. @returns the faults */
export async function checkSeries(client: Client, { id = '', body }: PlannedSeries): Promise<string[]> {
  const { now } = bodyOf(await client.health());
  const last = daysAfter(localDate(Date.parse(now), ZONE), DAYS_AHEAD);
  const start = `${body.meet_time}:00`;
  const dates = datesOf({ rule: { text: RULE }, start, time_zone: ZONE }, last) ?? [];
  const expected = dates.map((date) => isoSeconds(instantOf(date, start.slice(11), ZONE)));
  const found = await meetTimes(client, id, ({ length }) => length >= expected.length);
  bodyOf(await client.endSeries(id));
  const left = await meetTimes(client, id, ({ length }) => length === 0);
  return [
    // The runtime's day can end in between.
    ...(found.slice(0, expected.length).join() === expected.join() && found.length <= expected.length + 1
      ? []
      : [`${body.student_name}: the series ${id} has ${found.join(', ')} in place of ${expected.join(', ')}`]),
    ...(left.length === 0 ? [] : [`${body.student_name}: the series ${id} was ended, and has ${left.join(', ')}`]),
  ];
}

/** The times of the open meetings of a series, in order, as soon as they are as expected, or after two minutes. */
async function meetTimes(client: Client, id: string, isDone: (times: readonly string[]) => boolean): Promise<string[]> {
  let times: string[] = [];
  for (let polls = 0; polls < 240; polls++) {
    times = [];
    let cursor: string | undefined;
    do {
      const page = bodyOf(await client.listMeetings({ status: 'SCHEDULED', limit: '500', ...(cursor && { cursor }) }));
      times.push(...page.meetings.filter(({ series_id }) => series_id === id).map(({ meet_time }) => meet_time));
      ({ cursor } = page);
    } while (cursor !== undefined);
    if (isDone(times)) break;
    await pause(500);
  }
  return times.toSorted();
}
