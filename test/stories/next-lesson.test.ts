import { expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { Lessons } from '../support/lessons.ts';

/** What the link of the student to the first meeting says. */
async function afterFirst({ world, id }: Lessons): Promise<{ readonly status: number; readonly next?: object }> {
  const { occurrences } = (await world.series.find(id))!;
  const first = (await world.meetings.find(occurrences['2026-10-19']!.meeting_id!))!;
  const key = linkKey(await world.secrets.linkSecret(first.key_id), first, 'student');
  const headers = { 'x-link-key': key };
  const { status, body } = await world.request('join', { id: first.id, role: 'student' }, undefined, { headers });
  return { status, ...(JSON.parse(body) as object) };
}

const AFTER_FIRST = Date.parse('2026-10-19T16:00:00Z');

it('after a lesson of a series, its link says when the next one is, and not before', async () => {
  const lessons = new Lessons();
  await lessons.create();
  await lessons.pass(0.01);
  expect((await afterFirst(lessons)).next).toBeUndefined();
  await lessons.world.run(AFTER_FIRST);
  expect(await afterFirst(lessons)).toMatchObject({
    status: 410,
    next: { meet_time: '2026-10-26T15:00:00Z', duration_minutes: 60, name: 'Ada' },
  });
});

it('the next lesson is the one that takes place: not one that was cancelled, and also one of a successor', async () => {
  const lessons = new Lessons();
  await lessons.create();
  await lessons.pass(0.01);
  const { occurrences } = await lessons.show();
  await lessons.world.request('cancelMeeting', { id: occurrences[1]!.meeting_id! });
  await lessons.call('changeSeries', { meet_time: '2026-11-05T09:00', teacher_name: 'Eve' }, { from: '2026-11-01' });
  await lessons.world.run(AFTER_FIRST);
  expect((await afterFirst(lessons)).next).toEqual({
    meet_time: '2026-11-05T08:00:00Z',
    duration_minutes: 60,
    name: 'Eve',
  });
});

it('nothing follows the last lesson', async () => {
  const lessons = new Lessons();
  await lessons.create({ rrule: 'FREQ=WEEKLY;COUNT=1' });
  await lessons.pass(0.01);
  await lessons.world.run(AFTER_FIRST);
  const { status, next } = await afterFirst(lessons);
  expect({ status, next }).toEqual({ status: 410, next: undefined });
});

it('while a lesson is ahead, its link reads one row', async () => {
  let reads = 0;
  const between = interceptCalls(async ({ caller }, make) => {
    if (caller === 'join') reads += 1;
    return make();
  });
  const lessons = new Lessons({ between });
  await lessons.create();
  await lessons.pass(0.01);
  await afterFirst(lessons);
  expect(reads).toBe(1);
});
