import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clock } from '../../steps/ports.ts';

const ERROR = { Message: 'no', message: 'no', $metadata: { httpStatusCode: 400 } };

/** Fake of EventBridge Scheduler for SchedulerWakeUps. Schedules never fire. */
export class FakeScheduler {
  readonly client = new SchedulerClient({ region: 'eu-west-1' });
  readonly schedules = new Map<string, CreateScheduleCommandInput>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    mockClient(this.client)
      .on(CreateScheduleCommand)
      .callsFake((request: CreateScheduleCommandInput) => this.#create(request))
      .on(DeleteScheduleCommand)
      .callsFake(({ GroupName, Name }) => {
        if (!this.schedules.delete(`${GroupName}/${Name}`)) throw new ResourceNotFoundException(ERROR);
      });
  }

  #create(request: CreateScheduleCommandInput): unknown {
    const { GroupName, Name = '', ClientToken = '' } = request;
    const place = `${GroupName}/${Name}`;
    if (Name.length > 64 || ClientToken.length > 64) throw new ValidationException(ERROR);
    if (instantOf(request) <= this.#clock.now()) throw new ValidationException(ERROR);
    if (this.schedules.has(place)) throw new ConflictException(ERROR);
    this.schedules.set(place, request);
    return { ScheduleArn: `arn:aws:scheduler:eu-west-1:123456789012:schedule/${place}` };
  }
}

export function instantOf({ ScheduleExpression = '', ScheduleExpressionTimezone }: CreateScheduleCommandInput): number {
  const [, local] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(ScheduleExpression) ?? [];
  if (local === undefined || ScheduleExpressionTimezone !== 'UTC') throw new ValidationException(ERROR);
  return Date.parse(`${local}Z`);
}
