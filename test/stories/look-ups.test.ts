import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { MINUTE, SECOND } from '../../steps/domain/instants.ts';
import type { ProbeResult } from '../../steps/readiness/ports.ts';
import { Stage } from '../support/stage.ts';

/** Jitsi hosts that install themselves: nothing responds before they are healthy, and their names need 45 seconds. */
const installing = (healthyAfter: number, more: Partial<WorldOptions> = {}): Partial<WorldOptions> => ({
  timetable: { launchLead: 1_200, hostReadyWithin: 900 },
  namesInSync: () => 45 * SECOND,
  behaviourOf: () => ({ healthyAfter }),
  ...more,
});

/** A meeting that nobody joins, and the look-ups in EC2 that its steps make. */
async function lookUpsOf(options: Partial<WorldOptions>): Promise<{ stage: Stage; lookUps: string[] }> {
  const lookUps: string[] = [];
  const between = interceptCalls(async ({ caller, port, method }, make) => {
    if (port === 'hosts' && ['ofMeeting', 'find'].includes(method)) lookUps.push(caller);
    const result = await make();
    if (port !== 'health') return result;
    const { healthy, detail } = result as ProbeResult;
    return { ...(result as ProbeResult), reachable: healthy, detail };
  });
  const stage = await new Stage({ ...options, between }).schedule();
  await stage.at(60);
  return { stage, lookUps };
}

describe('the look-ups in EC2 for a meeting', () => {
  it.each([1.5, 5, 8, 10])('are at most four when its host boots for %d minutes', async (minutes) => {
    const { stage, lookUps } = await lookUpsOf(installing(minutes * MINUTE));
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
    expect(lookUps.filter((caller) => caller === 'checkHost').length).toBeLessThanOrEqual(2);
    // One by tear-down, and one by the sweep for the event that the host shuts down.
    expect(lookUps.length).toBeLessThanOrEqual(4);
  });

  it('find a host that dies while it boots, as soon as its event arrives', async () => {
    const behaviourOf: WorldOptions['behaviourOf'] = ({ attempt }) =>
      attempt === 1 ? { healthyAfter: 8 * MINUTE, diesAfter: 2 * MINUTE } : { healthyAfter: 8 * MINUTE };
    const { stage } = await lookUpsOf(installing(0, { behaviourOf }));
    const [first] = (await stage.row).replaced;
    expect(Date.parse(first!.given_up_at!) - Date.parse(first!.launched_at)).toBeLessThan(3 * MINUTE);
    expect(await stage.row).toMatchObject({ outcome: 'NO_SHOW', hosts: { room: { attempt: 2 } } });
  });

  it('find a host that dies while it boots within five minutes when its event is lost', async () => {
    const behaviourOf: WorldOptions['behaviourOf'] = ({ attempt }) =>
      attempt === 1 ? { healthyAfter: 8 * MINUTE, diesAfter: 2 * MINUTE } : { healthyAfter: 8 * MINUTE };
    const { stage } = await lookUpsOf(installing(0, { behaviourOf, withoutNets: new Set(['events']) }));
    const [first] = (await stage.row).replaced;
    expect(Date.parse(first!.given_up_at!) - Date.parse(first!.launched_at)).toBeLessThan(7 * MINUTE);
  });
});
