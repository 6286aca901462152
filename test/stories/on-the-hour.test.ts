import { expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { throttling, TokenBucket } from '../../simulation/world/model/token-bucket.ts';
import { World } from '../../simulation/world/world.ts';
import { MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { fractionOf } from '../../steps/domain/ids.ts';
import type { ProbeResult } from '../../steps/readiness/ports.ts';
import { t } from '../support/meeting.ts';
import { LESSON } from '../support/stage.ts';

const MEETINGS = 300;
const LOOK_UPS = new Set(['ofMeeting', 'find', 'running']);

it('300 meetings on the hour, whose hosts install themselves in five to ten minutes, fail not once within the limits of EC2', async () => {
  // DescribeInstances: 100 calls at once, then 20 a second, for an account (EC2 developer guide, request throttling).
  const bucket = new TokenBucket(100, 20);
  /** Without refused ones. */
  let lookUps = 0;
  const between = interceptCalls(async ({ port, method }, make) => {
    if (port === 'hosts' && LOOK_UPS.has(method)) {
      if (!bucket.take(world.now)) throw throttling('DescribeInstances');
      lookUps += 1;
    }
    const result = await make();
    // A host does not respond before its installation is complete.
    return port === 'health' ? { ...(result as ProbeResult), reachable: (result as ProbeResult).healthy } : result;
  });
  const world: World = new World({
    start: t(-120),
    between,
    keepHistory: false,
    timetable: { launchLead: 1_200, hostReadyWithin: 900 },
    namesInSync: () => 45 * SECOND,
    behaviourOf: ({ meetingId }) => ({ healthyAfter: (5 + 5 * fractionOf(meetingId)) * MINUTE }),
  });
  for (let n = 0; n < MEETINGS; n++) {
    await world.request('schedule', {}, LESSON);
    await world.run(world.now + SECOND);
  }
  await world.run(t(0));
  const opened = [...world.meetings.rows()].filter(({ status }) => status === 'READY').length;
  await world.run(t(60));
  const rows = [...world.meetings.rows()];
  expect(rows).toHaveLength(MEETINGS);
  expect(rows.filter(({ outcome }) => outcome !== 'NO_SHOW')).toEqual([]);
  expect(opened).toBe(MEETINGS);
  // About four; ids are random, and a refused look-up is repeated.
  expect(lookUps / MEETINGS).toBeLessThan(6);
});
