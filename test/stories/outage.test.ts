import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import { CandidateRefused } from '../../steps/domain/errors.ts';
import type { Ports } from '../../steps/ports.ts';
import { LAUNCH_WAIT } from '../../statemachine/retries.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

/** A stage on which every call of these ports fails between these minutes. The host boots in 85 seconds. */
function without(ports: readonly (keyof Ports)[], from: number, to: number, error = new Error('unavailable')): Stage {
  const stage: Stage = new Stage({
    between: interceptCalls(async ({ port }, make) => {
      if (ports.includes(port) && stage.world.now >= t(from) && stage.world.now < t(to)) throw error;
      return make();
    }),
  });
  return stage;
}

describe('a meeting takes place late', () => {
  it.each([
    ['EC2 does not respond from before the launch', without(['hosts'], -11, 17)],
    ['EC2 has no capacity for half an hour', without(['hosts'], -11, 19, new CandidateRefused('no capacity'))],
    ['the table cannot be reached from before the launch', without(['meetings', 'slots'], -11, 17)],
    ['the table cannot be reached while its host boots', without(['meetings', 'slots'], -9.8, 17)],
  ])('when %s', async (_, stage) => {
    await stage.schedule();
    await stage.at(23);
    const row = await stage.row;
    expect(row.verdict).toBeUndefined();
    expect(row.status).toBe('READY');
    expect(stage.world.ec2.machinesOf(stage.id)).toHaveLength(1);
    await stage.stay('teacher', 23, 50);
    await stage.at(70);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.execution.transitions).toBeLessThanOrEqual(120);
  });
});

it('the safety nets wait longer than a launch is repeated', () => {
  expect(LAUNCH_WAIT).toBeGreaterThan(35 * 60);
  expect(LAUNCH_WAIT).toBeLessThan(DEFAULT_TIMETABLE.launchWithin);
});
