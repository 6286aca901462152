/** One fault of a definition: where it is and what is wrong. */
export interface Fault {
  /** The state's name; absent for a fault of the machine itself. */
  state?: string;
  /** The field, with the way to it: `Retry[0].ErrorEquals`. */
  field: string;
  message: string;
}

/** The definition is outside the subset that this engine understands, or is wrong; lists everything found, at once. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ state, field, message }) => `${state ? `"${state}" ` : ''}${field}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

/** A state cannot go on with its data. No Retry or Catch sees it: the execution FAILS with `error`. */
export class StateFault extends Error {
  override readonly name = 'StateFault';
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** The execution's name is not 1-80 characters of `A-Za-z0-9-_`. */
export class InvalidName extends Error {
  override readonly name = 'InvalidName';
}

/** The execution's input is larger than 262,144 bytes of JSON (StartExecution refuses it). */
export class InvalidExecutionInput extends Error {
  override readonly name = 'InvalidExecutionInput';
}

/** The name is taken: by a closed execution, or by a running one with another input. */
export class ExecutionAlreadyExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

/** No execution of that name is known. */
export class ExecutionDoesNotExist extends Error {
  override readonly name = 'ExecutionDoesNotExist';
}

/** The execution still runs, so it cannot be forgotten. */
export class ExecutionStillRuns extends Error {
  override readonly name = 'ExecutionStillRuns';
}

/** The token was never issued here. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** The token's task is over: completed, timed out, retried under a new token, or its execution closed. */
export class TaskTimedOut extends Error {
  override readonly name = 'TaskTimedOut';
}

/** The output sent with a token is larger than 262,144 bytes of JSON; the task goes on (SendTaskSuccess refuses it). */
export class InvalidOutput extends Error {
  override readonly name = 'InvalidOutput';
}

/** The journal does not fit the definition: the definition was changed in a place that the execution has passed. */
export class JournalMismatch extends Error {
  override readonly name = 'JournalMismatch';
}
