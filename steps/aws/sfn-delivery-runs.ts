import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { deliveryName } from '../telling/events.ts';
import type { DeliveryInput, DeliveryRuns } from '../telling/ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** Executions of the second state machine. Step Functions keeps their names for 90 days. */
export class SfnDeliveryRuns implements DeliveryRuns {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /** Writes the fields in a fixed order: StartExecution is idempotent only for the same text. */
  async start({ webhookId, eventId, run }: DeliveryInput): Promise<void> {
    const name = deliveryName({ webhookId, eventId, run });
    const input = JSON.stringify({ webhookId, eventId, run });
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn: this.#stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}

export const deliveryRuns = adapter(
  { DELIVERY_STATE_MACHINE_ARN: arn },
  (env, tools): DeliveryRuns =>
    new SfnDeliveryRuns(tools.traced(new SFNClient(clientConfig)), env.DELIVERY_STATE_MACHINE_ARN),
);
