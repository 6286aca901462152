import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type HistoryEvent as SfnEvent,
  InvalidToken,
  paginateGetExecutionHistory,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { ExecutionEvent, ExecutionHistory, ExecutionInput, TokenResult, StartResult, Workflow } from '../ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

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
   * the same text. A name has one input, so one that "already exists" for the service has ended.
   */
  async start(name: string, { meetingId, revision, launchAt }: ExecutionInput): Promise<StartResult> {
    const input = JSON.stringify({ meetingId, revision, launchAt });
    try {
      const { executionArn } = await this.#client.send(
        new StartExecutionCommand({ stateMachineArn: this.#stateMachineArn, name, input }),
      );
      return { executionArn: executionArn ?? this.#arnOf(name), alreadyEnded: false };
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return { executionArn: this.#arnOf(name), alreadyEnded: true };
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
  succeed(taskToken: string): Promise<TokenResult> {
    return signal(this.#client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
  }

  heartbeat(taskToken: string): Promise<TokenResult> {
    return signal(this.#client.send(new SendTaskHeartbeatCommand({ taskToken })));
  }

  async definition(): Promise<unknown> {
    const { definition = '{}' } = await this.#client.send(
      new DescribeStateMachineCommand({ stateMachineArn: this.#stateMachineArn }),
    );
    return JSON.parse(definition);
  }

  async execution(executionArn: string): Promise<ExecutionHistory | undefined> {
    try {
      const { status } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      const events: SfnEvent[] = [];
      // Latest first, so that a long history loses its oldest events.
      const pages = paginateGetExecutionHistory(
        { client: this.#client, pageSize: 1_000 },
        { executionArn, includeExecutionData: false, reverseOrder: true },
      );
      for await (const page of pages) {
        events.push(...(page.events ?? []));
        if (events.length >= MOST_EVENTS) break;
      }
      return {
        status: status === 'PENDING_REDRIVE' ? 'FAILED' : (status ?? 'RUNNING'),
        events: toStory(events.slice(0, MOST_EVENTS).toReversed()),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
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

/** Of a history; a meeting has some hundred. */
const MOST_EVENTS = 5_000;

/** Only entries name their state; what follows from an event happened in the same state. */
function toStory(events: readonly SfnEvent[]): ExecutionEvent[] {
  const stateOf = new Map<number, string>();
  return events.map(({ id = 0, previousEventId = 0, timestamp = new Date(0), type = 'Unknown', ...details }) => {
    const state =
      details.stateEnteredEventDetails?.name ?? details.stateExitedEventDetails?.name ?? stateOf.get(previousEventId);
    if (state !== undefined && !type.endsWith('StateExited')) stateOf.set(id, state);
    const failed =
      details.lambdaFunctionFailedEventDetails ??
      details.lambdaFunctionTimedOutEventDetails ??
      details.taskFailedEventDetails ??
      details.taskTimedOutEventDetails ??
      details.executionFailedEventDetails ??
      details.executionAbortedEventDetails;
    return {
      id,
      at: timestamp.toISOString(),
      type,
      ...(state !== undefined && !type.startsWith('Execution') && { state }),
      ...(failed?.error !== undefined && { error: failed.error }),
      ...(failed?.cause !== undefined && { cause: failed.cause }),
    };
  });
}

/** By partition. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** A token whose task is over, or whose execution is, or that nobody knows any more: nobody waits for the signal. */
async function signal(sent: Promise<unknown>): Promise<TokenResult> {
  try {
    await sent;
    return 'accepted';
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
