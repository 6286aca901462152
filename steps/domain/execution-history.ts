/** One event of an execution's history, named as in the Step Functions console. Without input and output, because they contain tokens. */
export interface ExecutionEvent {
  readonly id: number;
  readonly at: string;
  readonly type: string;
  /** Name of the state in which it happened. */
  readonly state?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionHistory {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** Oldest first; only the latest few thousand. */
  readonly events: readonly ExecutionEvent[];
}
