import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { Overview } from '../../steps/api/http/overview-schemas.ts';
import { interceptMeeting } from '../support/intercept-meeting.ts';
import { Stage } from '../support/stage.ts';

const DAY = '2026-12-01';

async function overview({ world }: Stage, day?: string): Promise<Overview> {
  const { status, body } = await world.request('getOverview', {}, undefined, {
    query: day === undefined ? {} : { day },
  });
  if (status !== 200) throw new Error(body);
  return JSON.parse(body) as Overview;
}

async function attended(options: Partial<WorldOptions> = {}): Promise<Stage> {
  const stage = await new Stage(options).schedule();
  await stage.stay('teacher', 0, 30);
  return stage.at(125);
}

describe('the overview of a day', () => {
  it('has running hosts first, then the outcome, the time to ready and the cost', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 30);
    const during = await overview(stage);
    expect(during).toMatchObject({ day: DAY, hosts: { now: 1 }, in_progress: 1, outcomes: { COMPLETED: 0 } });
    expect(during.hosts.each_quarter_hour.at(-1)).toBe(1);
    await stage.at(125);
    const after = await overview(stage);
    expect(after).toMatchObject({ hosts: { now: 0 }, in_progress: 0, outcomes: { COMPLETED: 1, FAILED: 0 } });
    expect(after.hosts.each_quarter_hour.slice(60, 62)).toEqual([1, 1]);
    expect(after.hosts.each_quarter_hour.at(-1)).toBe(0);
    expect(after.time_to_ready?.median_seconds).toBeGreaterThan(0);
    expect(after.month).toEqual({ meetings: 1, dollars: expect.any(Number) });
    expect(after.month.dollars).toBeGreaterThan(0);
    expect(after.failures).toEqual([]);
    expect(await overview(stage, '2026-11-30')).toMatchObject({ outcomes: { COMPLETED: 0 }, month: { meetings: 0 } });
  });

  it('reads one item for each day of its month, and no list of meetings', async () => {
    const calls: string[] = [];
    const stage = await attended({
      between: interceptMeeting(async (call, make) => {
        if (call.caller === 'getOverview') calls.push(`${call.port}.${call.method}`);
        return make();
      }),
    });
    await overview(stage, '2026-11-15');
    expect(calls.filter((call) => call === 'days.of')).toHaveLength(31);
    expect(new Set(calls)).toEqual(new Set(['days.of', 'slots.held']));
  });

  it('says what failed and why', async () => {
    const stage = await new Stage({
      behaviourOf: () => ({ healthyAfter: Number.POSITIVE_INFINITY }),
    }).schedule();
    await stage.at(125);
    const { failures, outcomes } = await overview(stage, DAY);
    expect(outcomes.FAILED).toBe(1);
    expect(failures).toMatchObject([{ id: stage.id, failure: { reason: 'HEALTH' } }]);
  });

  it('counts a meeting once when its tear-down is repeated, also after a lost response', async () => {
    let lost = 0;
    const stage = await attended({
      between: interceptMeeting(async (call, make) => {
        const result = await make();
        if (`${call.caller} ${call.port}.${call.method}` === 'tearDown days.add' && lost++ < 2)
          throw new Error('the response was lost');
        return result;
      }),
    });
    expect(lost).toBe(3);
    expect(await overview(stage)).toMatchObject({ outcomes: { COMPLETED: 1 }, month: { meetings: 1 } });
  });

  it('that is no day is refused', async () => {
    const stage = new Stage();
    for (const day of ['today', '2026-02-30', '1970-01-01', "2026-12-01' OR"])
      expect((await stage.world.request('getOverview', {}, undefined, { query: { day } })).status).toBe(422);
  });
});
