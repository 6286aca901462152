import { MemoryClock } from '../support/memory/clock.ts';
import { MemoryWakeUps } from '../support/memory/wake-ups.ts';
import { SchedulerWakeUps } from '../../steps/aws/scheduler-wake-ups.ts';
import { FakeScheduler, instantOf } from '../support/fake-scheduler.ts';
import { t } from '../support/meeting.ts';
import { wakeUpsContract } from './wake-ups.ts';

wakeUpsContract('SchedulerWakeUps', () => {
  const clock = new MemoryClock(t(-60));
  const scheduler = new FakeScheduler(clock);
  const config = { group: 'wake-ups', targetArn: 'arn:sweep', roleArn: 'arn:role', deadLetterQueueArn: 'arn:queue' };
  return {
    wakeUps: new SchedulerWakeUps(scheduler.client, config, clock),
    armed: () =>
      Object.fromEntries([...scheduler.schedules.values()].map((request) => [request.Name, instantOf(request)])),
  };
});

wakeUpsContract('MemoryWakeUps', () => {
  const wakeUps = new MemoryWakeUps();
  return {
    wakeUps,
    armed: () =>
      Object.fromEntries(
        wakeUps.armed().map(({ meetingId, revision, kind, at }) => [`${meetingId}-${revision}-${kind}`, at]),
      ),
  };
});
