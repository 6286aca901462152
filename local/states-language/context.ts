/** The values behind the context object `$$`. Instants are epoch milliseconds on the workflow's clock. */
export interface Context {
  readonly executionArn: string;
  readonly executionName: string;
  readonly executionInput: unknown;
  readonly startedAt: number;
  readonly stateMachineArn: string;
  readonly stateName: string;
  readonly enteredAt: number;
  /** Retries in the current visit to the state, over all its retriers. */
  readonly retryCount: number;
  readonly token: string | undefined;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const TOKEN_FIELD = 'Task.Token';
export const INPUT_FIELD = 'Execution.Input';

/** The fields of `$$` that a path may read (developer guide, "Accessing execution data from the Context object"). */
export const CONTEXT_FIELDS: ReadonlyMap<string, (context: Context) => unknown> = new Map([
  ['Execution.Id', (context: Context): unknown => context.executionArn],
  ['Execution.Name', (context) => context.executionName],
  [INPUT_FIELD, (context) => context.executionInput],
  ['Execution.StartTime', (context) => iso(context.startedAt)],
  ['StateMachine.Id', (context) => context.stateMachineArn],
  ['State.Name', (context) => context.stateName],
  ['State.EnteredTime', (context) => iso(context.enteredAt)],
  ['State.RetryCount', (context) => context.retryCount],
  [TOKEN_FIELD, (context) => context.token],
]);
