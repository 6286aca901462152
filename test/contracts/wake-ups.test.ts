import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realTimeClock } from '../../local/clock.ts';
import { Records } from '../../local/files.ts';
import { LocalWakeUps } from '../../local/wake-ups.ts';
import { SchedulerModel } from '../../simulation/world/model/scheduler.ts';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { SchedulerWakeUps } from '../../steps/aws/scheduler-wake-ups.ts';
import type { WakeUp } from '../../steps/ports.ts';
import { MemoryClock } from '../support/memory/clock.ts';
import { FakeScheduler, instantOf } from '../support/fake-scheduler.ts';
import { t } from '../support/meeting.ts';
import { wakeUpsContract } from './wake-ups.ts';

wakeUpsContract('SchedulerWakeUps', () => {
  const clock = new MemoryClock(t(-60));
  const scheduler = new FakeScheduler(clock);
  const config = { group: 'wake-ups', targetArn: 'arn:sweep', roleArn: 'arn:role', deadLetterQueueArn: 'arn:queue' };
  return {
    wakeUps: new SchedulerWakeUps(scheduler.client, config, clock),
    armed: async () =>
      Object.fromEntries([...scheduler.schedules.values()].map((request) => [request.Name, instantOf(request)])),
  };
});

wakeUpsContract('SchedulerModel', () => {
  const timers = new VirtualTimers(t(-60));
  const fired: Record<string, number> = {};
  const wakeUps = new SchedulerModel(timers, ({ meetingId, revision, kind }) => {
    fired[`${meetingId}-${revision}-${kind}`] = timers.now();
  });
  return { wakeUps, armed: () => timers.runAll().then(() => fired) };
});

wakeUpsContract('LocalWakeUps', () => {
  const [folder, clock] = [mkdtempSync(join(tmpdir(), 'contract-')), realTimeClock()];
  // Wake-ups stay in their files: a stopped clock fires none.
  clock.stop();
  return {
    wakeUps: new LocalWakeUps(folder, clock, async () => undefined),
    armed: async () => Object.fromEntries(new Records<WakeUp>(folder).all().map(([name, { at }]) => [name, at])),
  };
});
