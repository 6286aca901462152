import { describe, expect, it } from '@jest/globals';
import { hostThrottle, pageRate } from '../../infra/api-rates.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const MAX_IN_FLIGHT = 10;

/** Sends more requests with a wrong key to the public presence route than its throttle accepts. */
function flood(stage: Stage, from: number, to: number): void {
  const { timers } = stage.world;
  const each = pageRate(MAX_IN_FLIGHT, DEFAULT_TIMETABLE) + 1;
  for (let instant = t(from); instant < t(to); instant += 1_000)
    timers.at(instant, () => {
      for (let request = 0; request < each; request++)
        void stage.world.request('presence', { id: 'nobodynobody0000' }, { role: 'teacher', event: 'present' });
    });
}

describe('a flood of the public presence route', () => {
  it('shuts out pages but not the reports of hosts, and ends no lesson', async () => {
    const stage = await new Stage({ settings: { maxInFlight: MAX_IN_FLIGHT } }).schedule();
    await stage.stay('teacher', 0, 20);
    await stage.say('teacher', 'joined');
    flood(stage, 20.1, 27);
    await stage.at(26);
    expect(await stage.say('teacher', 'present')).toBe(429);
    const key = linkKey(await stage.world.ports.secrets.linkSecret(undefined), await stage.row, 'host');
    const report = await stage.world.request('hostPresence', { id: stage.id }, { event: 'present' }, keyHeader(key));
    expect(report.status).toBe(204);
    await stage.at(29);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    expect(await stage.say('teacher', 'present')).toBe(204);
  });
});

it('the throttle of hosts accepts what twice as many hosts report', () => {
  expect(hostThrottle(1_000, DEFAULT_TIMETABLE).rate).toBeGreaterThanOrEqual((2 * 1_000) / 30);
});
