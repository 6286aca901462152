import { expect, it } from '@jest/globals';
import { MemoryClock } from '../../support/memory/clock.ts';
import { SchedulerWakeUps } from '../../../steps/aws/scheduler-wake-ups.ts';
import { FakeScheduler } from '../../support/fake-scheduler.ts';
import { ID, t } from '../../support/meeting.ts';

it('a wake-up is a one-time schedule that runs the sweep, deletes itself and has a dead-letter queue', async () => {
  const clock = new MemoryClock(t(-60));
  const scheduler = new FakeScheduler(clock);
  const config = { group: 'wake-ups', targetArn: 'arn:sweep', roleArn: 'arn:role', deadLetterQueueArn: 'arn:queue' };
  await new SchedulerWakeUps(scheduler.client, config, clock).arm({
    meetingId: ID,
    revision: 2,
    kind: 'hard-end',
    at: t(123) + 1,
  });
  expect([...scheduler.schedules]).toEqual([
    [
      `wake-ups/${ID}-2-hard-end`,
      {
        Name: `${ID}-2-hard-end`,
        GroupName: 'wake-ups',
        ScheduleExpression: 'at(2026-12-01T17:03:01)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: 'arn:sweep',
          RoleArn: 'arn:role',
          DeadLetterConfig: { Arn: 'arn:queue' },
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 },
          Input: JSON.stringify({ source: 'schedule', meetingId: ID, revision: 2, kind: 'hard-end' }),
        },
      },
    ],
  ]);
});
