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
import type { ExecutionEvent, ExecutionHistory } from '../domain/execution-history.ts';
import type { ExecutionInput, TokenResult, StartResult, Workflow } from '../ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** Executions in Step Functions. Errors of the service are rethrown unchanged. */
export class SfnWorkflow implements Workflow {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * Writes the fields of the input in a fixed order: StartExecution is idempotent only for the same name and the same
   * text. Each name has one input, so ExecutionAlreadyExists means that the execution has ended.
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

  /** The workflow ignores the output: the row has the data. */
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
        if (events.length >= MAX_EVENTS) break;
      }
      return {
        status: status === 'PENDING_REDRIVE' ? 'FAILED' : (status ?? 'RUNNING'),
        events: toStory(events.slice(0, MAX_EVENTS).toReversed()),
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

/** Limit of a history; a meeting has some hundred events. */
const MAX_EVENTS = 5_000;

/** Only StateEntered and StateExited events name their state. Other events belong to the state of their previous event. */
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

/** Domains of the console, by partition. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** `closed` when the task or the execution of the token has ended, or the token is unknown. */
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
