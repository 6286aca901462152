import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { isoSeconds, type Millis, MINUTE } from '../domain/instants.ts';
import { WAKE_UP_KINDS, wakeUpName } from '../domain/wake-ups.ts';
import type { Clock, WakeUp, WakeUps } from '../ports.ts';
import { adapter, arn, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** The schedule group, and the target of its schedules. */
export interface SchedulerConfig {
  readonly group: string;
  /** The function of the sweep. */
  readonly targetArn: string;
  /** The role with which the scheduler invokes the target. */
  readonly roleArn: string;
  /** Gets wake-ups that were not delivered. Their schedules are deleted nevertheless. */
  readonly deadLetterQueueArn: string;
}

/** One-time schedules of EventBridge Scheduler. */
export class SchedulerWakeUps implements WakeUps {
  readonly #client: SchedulerClient;
  readonly #config: SchedulerConfig;
  readonly #clock: Clock;

  constructor(client: SchedulerClient, config: SchedulerConfig, clock: Clock) {
    this.#client = client;
    this.#config = config;
    this.#clock = clock;
  }

  async arm({ meetingId, revision, kind, at }: WakeUp): Promise<void> {
    const { group, targetArn, roleArn, deadLetterQueueArn } = this.#config;
    const name = wakeUpName(meetingId, revision, kind);
    try {
      await this.#client.send(
        new CreateScheduleCommand({
          Name: name,
          GroupName: group,
          // The name makes the call idempotent. No ClientToken of ours: AWS keeps the token of a deleted name for an unknown
          // time, and would ignore a call that arms the name again.
          ScheduleExpression: `at(${this.#local(at)})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: targetArn,
            RoleArn: roleArn,
            Input: JSON.stringify({ source: 'schedule', meetingId, revision, kind }),
            DeadLetterConfig: { Arn: deadLetterQueueArn },
            // Within an hour the sweep timer has handled the meeting.
            RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
    }
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    await Promise.all(WAKE_UP_KINDS.map((kind) => this.#delete(wakeUpName(meetingId, revision, kind))));
  }

  async #delete(Name: string): Promise<void> {
    try {
      await this.#client.send(new DeleteScheduleCommand({ Name, GroupName: this.#config.group }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }

  /** `2026-12-01T15:18:00`. Scheduler rejects past times, so the earliest time is one minute from now. */
  #local(at: Millis): string {
    return isoSeconds(Math.max(at, this.#clock.now() + MINUTE)).slice(0, -1);
  }
}

export const wakeUps = adapter(
  {
    SCHEDULE_GROUP: text,
    SAFETY_NET_ARN: arn,
    SCHEDULER_ROLE_ARN: arn,
    DEAD_LETTER_QUEUE_ARN: arn,
  },
  (env, tools): WakeUps =>
    new SchedulerWakeUps(
      tools.traced(new SchedulerClient(clientConfig)),
      {
        group: env.SCHEDULE_GROUP,
        targetArn: env.SAFETY_NET_ARN,
        roleArn: env.SCHEDULER_ROLE_ARN,
        deadLetterQueueArn: env.DEAD_LETTER_QUEUE_ARN,
      },
      tools.clock,
    ),
);
