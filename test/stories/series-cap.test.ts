import { expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { MeetingPage } from '../../steps/ports.ts';
import { Lessons, NEXT_60_DAYS } from '../support/lessons.ts';
import { LESSON } from '../support/stage.ts';

it('shows a date that the cap refuses, and tries it again', async () => {
  const lessons = new Lessons({ settings: { maxInFlight: 1 } });
  const other = await lessons.world.request('schedule', {}, { ...LESSON, meet_time: '2026-11-02T15:30:00Z' });
  await lessons.create();
  await lessons.pass(0.01);
  const refused = async () => (await lessons.show()).occurrences.find(({ date }) => date === '2026-11-02');
  expect(await refused()).toMatchObject({ refused: { reason: 'CAP' } });
  expect(await lessons.open()).toHaveLength(9);
  const { id } = JSON.parse(other.body) as { id: string };
  await lessons.world.request('cancelMeeting', { id });
  await lessons.pass(1);
  expect(await refused()).toMatchObject({ meeting_id: expect.any(String), status: 'SCHEDULED' });
  expect((await refused())?.refused).toBeUndefined();
});

it.each([
  ['at once', false],
  ['while the index still shows the old ones', true],
])('a change of a series with a cap of one host: the new meetings take the places %s', async (_when, lags) => {
  let broken = false;
  let old: readonly Meeting[] = [];
  const between = interceptCalls(async ({ caller, port, method }, make) => {
    if (broken && port === 'seriesRuns') throw new Error('throttled');
    if (caller !== 'fillSeries' || method !== 'list' || port !== 'meetings') return make();
    const page = (await make()) as MeetingPage;
    return { ...page, meetings: [...page.meetings, ...old] };
  });
  const lessons = new Lessons({ settings: { maxInFlight: 1 }, between });
  await lessons.create();
  await lessons.pass(0.01);
  broken = true;
  if (lags) old = await lessons.meetings('open');
  const { body } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-10-19' });
  // The run for the series before has not begun.
  await lessons.world.fillSeries({ seriesId: body.id });
  expect(await lessons.open()).toEqual(NEXT_60_DAYS);
  expect((await lessons.meetings('open')).every(({ teacher_name }) => teacher_name === 'Eve')).toBe(true);
});

it('a change while the meetings are created: the new ones take the places of those that are created late', async () => {
  const [counting, inserted] = [signal(), signal()];
  let inserts = 0;
  const between = interceptCalls(async ({ caller, port, method }, make) => {
    if (caller !== 'fillSeries' || port !== 'meetings') return make();
    // The run for the successor has created a meeting. It has looked for old meetings of the next date, and counts hosts.
    if (method === 'list' && inserts === 3) {
      counting.send();
      await inserted.sent;
    }
    if (method !== 'insert') return make();
    inserts += 1;
    if (inserts !== 2) return make();
    await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-10-19' });
    await counting.sent;
    const result = await make();
    inserted.send();
    return result;
  });
  const lessons: Lessons = new Lessons({ settings: { maxInFlight: 1 }, between });
  await lessons.create();
  await lessons.pass(0.01);
  expect(inserts).toBeGreaterThan(3);
  expect(await lessons.open()).toEqual(NEXT_60_DAYS);
  expect((await lessons.meetings('open')).every(({ teacher_name }) => teacher_name === 'Eve')).toBe(true);
});

it('a change to a time at which another old date has its meeting: once that is cancelled, the new date gets one', async () => {
  let broken = false;
  const between = interceptCalls(async ({ port }, make) => {
    if (broken && port === 'seriesRuns') throw new Error('throttled');
    return make();
  });
  const lessons = new Lessons({ settings: { maxInFlight: 1 }, between });
  await lessons.create({ meet_time: '2026-10-19T23:30', rrule: 'FREQ=DAILY;COUNT=5' });
  await lessons.pass(0.01);
  broken = true;
  const { body } = await lessons.call('changeSeries', { meet_time: '2026-10-23T00:00' }, { from: '2026-10-22' });
  await lessons.world.fillSeries({ seriesId: body.id });
  await lessons.world.fillSeries({ seriesId: lessons.id });
  expect(await lessons.open()).toEqual([
    '2026-10-19T21:30:00Z',
    '2026-10-20T21:30:00Z',
    '2026-10-21T21:30:00Z',
    '2026-10-22T22:00:00Z',
    '2026-10-23T22:00:00Z',
  ]);
});

/** Sent once; everybody who waits for it goes on. */
function signal(): { readonly sent: Promise<void>; readonly send: () => void } {
  let send: (() => void) | undefined;
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  return { sent, send: () => send?.() };
}
