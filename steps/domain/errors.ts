import type { Failure, FailureReason } from './outcomes.ts';

/**
 * What a step may throw. The workflow matches on `name`: each is retried, or it ends the
 * meeting as FAILED with the reason that `FAILURE_OF` gives.
 */
abstract class StepError extends Error {
  /** Spelt out: a minifier renames classes. */
  abstract override readonly name: string;
}

/** The row is not accepted yet: the call that schedules it is still at work, or was cut off. Retried for a minute. */
export class NotAccepted extends StepError {
  override readonly name = 'NotAccepted';
}

/** Every candidate refused: no capacity, or a limit of the account. Retried while there is time. */
export class NoCapacity extends StepError {
  override readonly name = 'NoCapacity';
}

/** The service asks to slow down, and did nothing. Retried with full jitter. */
export class Throttled extends StepError {
  override readonly name = 'Throttled';
}

/** One candidate refused for good: the next one is tried. Never leaves the launch step. */
export class CandidateRefused extends StepError {
  override readonly name = 'CandidateRefused';
}

/** The second host, too, was not healthy in its time. */
export class HostNeverHealthy extends StepError {
  override readonly name = 'HostNeverHealthy';
}

/** The host went away while the meeting ran. */
export class HostLost extends StepError {
  override readonly name = 'HostLost';
}

/** Somebody else (a net, an operator) ended the meeting as failed. */
export class MeetingFailed extends StepError {
  override readonly name = 'MeetingFailed';
}

/** A row that others kept changing under a write. Retried. */
export class Contention extends StepError {
  override readonly name = 'Contention';
}

/** A move that the status table does not have: a bug. */
export class IllegalMove extends StepError {
  override readonly name = 'IllegalMove';
}

/** A step's own answer, or its input, does not have the promised shape: a bug. */
export class SchemaMismatch extends StepError {
  override readonly name = 'SchemaMismatch';
}

const FAILURE_OF: Readonly<Record<string, FailureReason>> = {
  NotAccepted: 'NOT_ACCEPTED',
  NoCapacity: 'LAUNCH',
  HostNeverHealthy: 'HEALTH',
  HostLost: 'HOST_LOST',
};

/** The workflow's error as the row keeps it. Cause is a Lambda's JSON (`errorMessage`) or plain text. */
export function failureOf(
  error: { readonly Error: string; readonly Cause?: string | undefined },
  opened: boolean,
): Failure {
  return {
    reason: FAILURE_OF[error.Error] ?? (opened ? 'INTERNAL' : 'LAUNCH'),
    detail: `${error.Error}: ${messageIn(error.Cause)}`.slice(0, 500),
  };
}

function messageIn(cause: string | undefined): string {
  if (!cause) return 'no cause given';
  try {
    const parsed: unknown = JSON.parse(cause);
    if (parsed && typeof parsed === 'object' && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return cause;
}
