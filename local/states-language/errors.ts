/** One fault of a definition. */
export interface Fault {
  /** The state's name; absent for a fault at the top level. */
  state?: string;
  /** The field's path in the state: `Retry[0].ErrorEquals`. */
  field: string;
  message: string;
}

/** The definition is wrong, or uses fields outside the supported subset. Lists all faults. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ state, field, message }) => `${state ? `"${state}" ` : ''}${field}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

/** The journal cannot be written at the moment, for example because the disk is full. It is as it was before the call. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
}

/** A state cannot process its data. Retry and Catch do not apply: the execution fails with `error`. */
export class StateFault extends Error {
  override readonly name = 'StateFault';
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

export class InvalidName extends Error {
  override readonly name = 'InvalidName';
}

/** The execution's input exceeds the quota (as StartExecution on AWS). */
export class InvalidExecutionInput extends Error {
  override readonly name = 'InvalidExecutionInput';
}

/** The name belongs to a closed execution, or to a running one with another input. */
export class ExecutionAlreadyExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

export class ExecutionDoesNotExist extends Error {
  override readonly name = 'ExecutionDoesNotExist';
}

export class ExecutionStillRuns extends Error {
  override readonly name = 'ExecutionStillRuns';
}

export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** The token's task has ended: it completed, timed out or was retried under a new token, or its execution closed. */
export class TaskTimedOut extends Error {
  override readonly name = 'TaskTimedOut';
}

/** The output sent with a token exceeds the quota. The task stays open (as on AWS). */
export class InvalidOutput extends Error {
  override readonly name = 'InvalidOutput';
}

/** The journal does not match the definition: a state that the execution has passed was changed. */
export class JournalMismatch extends Error {
  override readonly name = 'JournalMismatch';
}
