import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { MeetingInput, Signal, Workflow } from '../ports.ts';
import { adapter, arn } from './adapter.ts';
import { clientConfig } from './client-config.ts';

/** The meetings' executions in Step Functions. Errors of the service come through as they are. */
export class SfnWorkflow implements Workflow {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * The input's fields are written in one order, as the same name is the same execution only with
   * the same text. An execution that has ended counts as found, too: it had this name, and a name
   * has one input.
   */
  async start(
    name: string,
    { meetingId, revision, launchAt }: MeetingInput,
  ): Promise<{ readonly executionArn: string }> {
    const input = JSON.stringify({ meetingId, revision, launchAt });
    try {
      const { executionArn } = await this.#client.send(
        new StartExecutionCommand({ stateMachineArn: this.#stateMachineArn, name, input }),
      );
      return { executionArn: executionArn ?? this.#arnOf(name) };
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return { executionArn: this.#arnOf(name) };
      throw error;
    }
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    try {
      await this.#client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }));
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  }

  /** The workflow discards a token's result; all it needs is in the row. */
  succeed(taskToken: string): Promise<Signal> {
    return signal(this.#client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
  }

  heartbeat(taskToken: string): Promise<Signal> {
    return signal(this.#client.send(new SendTaskHeartbeatCommand({ taskToken })));
  }

  consoleUrl(executionArn: string): string | undefined {
    const [, partition, , region] = executionArn.split(':');
    const domain = CONSOLES[partition ?? ''];
    if (domain === undefined || !region) return undefined;
    return `https://${region}.${domain}/states/home?region=${region}#/v2/executions/details/${executionArn}`;
  }

  #arnOf(name: string): string {
    return `${this.#stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}

/** By partition. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** A token whose task is over, or whose execution is, or that nobody knows any more: nobody waits for the signal. */
async function signal(sent: Promise<unknown>): Promise<Signal> {
  try {
    await sent;
    return 'taken';
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
      return 'closed';
    throw error;
  }
}

export const workflow = adapter(
  { STATE_MACHINE_ARN: arn },
  (env, tools): Workflow => new SfnWorkflow(tools.traced(new SFNClient(clientConfig)), env.STATE_MACHINE_ARN),
);
