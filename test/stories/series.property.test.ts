import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { World } from '../../simulation/world/world.ts';
import type { SeriesDetails } from '../../steps/api/http/series-schemas.ts';
import { DAY } from '../../steps/domain/instants.ts';
import { localTime } from '../../steps/domain/meet-time.ts';
import { dateAfter } from '../../steps/domain/series/occurrences.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { DAYS_AHEAD } from '../../steps/series/series.ts';
import { LESSON } from '../support/stage.ts';

/** The clocks of New York are set back on 2026-11-01. */
const ZONE = 'America/New_York';
const START = Date.parse('2026-10-15T12:00:00Z');
const FIRST = '2026-10-16';
const ACTIONS = ['none', 'cancel one', 'end', 'rename', 'later', 'outage starts', 'outage ends'] as const;

/** The plan of a day, as the organiser's changes leave it. */
interface Plan {
  readonly time: string;
  readonly name: string;
}

it('a daily series has each date once, at its local time, whatever is changed, cancelled or fails', async () => {
  const step = fc.record({
    action: fc.constantFrom(...ACTIONS),
    days: fc.integer({ min: 0, max: 4 }),
    ahead: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      let calls = 0;
      let broken = false;
      const between = interceptCalls(async ({ caller }, make) => {
        calls += 1;
        if (broken && caller === 'fillSeries' && calls % 7 !== 0) throw new Error('broken');
        return make();
      });
      const world = new World({ start: START, between });
      const request = async (
        name: 'createSeries' | 'changeSeries' | 'endSeries',
        id: string,
        body?: object,
        from?: string,
      ) => {
        const response = await world.request(name, { id }, body, from === undefined ? {} : { query: { from } });
        return { status: response.status, body: JSON.parse(response.body) as SeriesDetails };
      };
      const created = await request('createSeries', '', {
        ...LESSON,
        meet_time: `${FIRST}T01:30`,
        time_zone: ZONE,
        rrule: 'FREQ=DAILY',
      });
      let { id } = created.body;
      const expected = new Map<string, Plan>();
      for (let day = 0; day < 150; day++) expected.set(dateAfter(FIRST, day), { time: '01:30', name: 'Ada' });
      const cancelled = new Set<string>();
      for (const { action, days, ahead } of steps) {
        const from = dateAfter(localTime(world.now, ZONE).slice(0, 10), ahead);
        const following = [...expected.keys()].filter((date) => date >= from);
        if (action === 'outage starts') broken = true;
        if (action === 'outage ends') broken = false;
        if (action === 'cancel one') {
          const found = (await open(world)).find(({ series_date }) => series_date === from);
          if (found) await world.request('cancelMeeting', { id: found.id });
          if (found) cancelled.add(from);
        }
        if (action === 'end' && (await request('endSeries', id, undefined, from)).status === 202)
          for (const date of following) expected.delete(date);
        const change = action === 'rename' ? { teacher_name: 'Eve' } : { meet_time: `${from}T02:30` };
        if (action === 'rename' || action === 'later') {
          const { status, body } = await request('changeSeries', id, change, from);
          if (status === 200) {
            id = body.id;
            for (const date of following) {
              const plan = expected.get(date)!;
              expected.set(date, action === 'rename' ? { ...plan, name: 'Eve' } : { ...plan, time: '02:30' });
              // A change of the time is a new plan for all dates.
              if (action === 'later') cancelled.delete(date);
            }
          }
        }
        await world.run(world.now + days * DAY);
      }
      broken = false;
      await world.run(world.now + 2 * DAY);
      const today = localTime(world.now, ZONE).slice(0, 10);
      const [from, to] = [dateAfter(today, 1), dateAfter(today, DAYS_AHEAD - 1)];
      const wanted = [...expected].filter(([date]) => date >= from && date <= to && !cancelled.has(date));
      const found = (await open(world)).filter(({ series_date = '' }) => series_date >= from && series_date <= to);
      expect(found.map(shown)).toEqual(wanted.map(([date, { time, name }]) => `${date} ${time} ${name}`));
    }),
    { numRuns: 4, seed: 20261129 },
  );
});

async function open(world: World): Promise<Meeting[]> {
  const { meetings } = await world.meetings.list({ openOrEnded: 'open', limit: 1_000 });
  return Promise.all(meetings.map(async ({ id }) => (await world.meetings.find(id))!));
}

const shown = ({ series_date, meet_time, teacher_name }: Meeting): string =>
  `${series_date} ${localTime(Date.parse(meet_time), ZONE).slice(11, 16)} ${teacher_name}`;
