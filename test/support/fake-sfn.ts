import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';

export const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:meetings';

const ERROR = { message: 'no', $metadata: { httpStatusCode: 400 } };

interface Execution {
  readonly input: string;
  running: boolean;
}

/** Fake of Step Functions for SfnWorkflow. */
export class FakeSfn {
  readonly client = new SFNClient({ region: 'eu-west-1' });
  readonly executions = new Map<string, Execution>();
  readonly tokens = new Map<string, 'open' | 'closed'>();

  constructor() {
    mockClient(this.client)
      .on(StartExecutionCommand)
      .callsFake(({ stateMachineArn, name, input }) => this.#start(stateMachineArn, name, input))
      .on(StopExecutionCommand)
      .callsFake(({ executionArn }) => this.#stop(executionArn))
      .on(SendTaskHeartbeatCommand)
      .callsFake(({ taskToken }) => this.#signal(taskToken))
      .on(SendTaskSuccessCommand)
      .callsFake(({ taskToken }) => {
        this.#signal(taskToken);
        this.tokens.set(taskToken, 'closed');
      });
  }

  #start(machine: string, name: string, input: string): unknown {
    const executionArn = `${machine.replace('stateMachine', 'execution')}:${name}`;
    const known = this.executions.get(executionArn);
    if (known && !(known.running && known.input === input)) throw new ExecutionAlreadyExists(ERROR);
    if (!known) this.executions.set(executionArn, { input, running: true });
    return { executionArn };
  }

  #stop(executionArn: string): void {
    const execution = this.executions.get(executionArn);
    if (!execution) throw new ExecutionDoesNotExist(ERROR);
    execution.running = false;
  }

  #signal(token: string): void {
    const state = this.tokens.get(token);
    if (state === undefined) throw new InvalidToken(ERROR);
    if (state === 'closed') throw new TaskTimedOut(ERROR);
  }
}
