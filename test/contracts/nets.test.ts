import { MemoryClock } from '../../simulation/memory/clock.ts';
import { MemoryNets } from '../../simulation/memory/nets.ts';
import { SchedulerNets } from '../../steps/aws/scheduler-nets.ts';
import { FakeScheduler, instantOf } from '../support/fake-scheduler.ts';
import { t } from '../support/meeting.ts';
import { netsContract } from './nets.ts';

netsContract('SchedulerNets', () => {
  const clock = new MemoryClock(t(-60));
  const scheduler = new FakeScheduler(clock);
  const config = { group: 'nets', targetArn: 'arn:sweep', roleArn: 'arn:role', deadLetterQueueArn: 'arn:queue' };
  return {
    nets: new SchedulerNets(scheduler.client, config, clock),
    armed: () =>
      Object.fromEntries([...scheduler.schedules.values()].map((request) => [request.Name, instantOf(request)])),
  };
});

netsContract('MemoryNets', () => {
  const nets = new MemoryNets();
  return {
    nets,
    armed: () =>
      Object.fromEntries(
        nets.armed().map(({ meetingId, revision, kind, at }) => [`${meetingId}-${revision}-${kind}`, at]),
      ),
  };
});
