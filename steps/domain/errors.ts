import type { Failure, FailureReason } from './outcomes.ts';

/**
 * Errors of steps. The workflow matches on `name`: it retries the step, or ends the meeting as
 * FAILED with the reason from `FAILURE_OF`.
 */
abstract class StepError extends Error {
  /** A literal, because the bundler's minifier renames classes. */
  abstract override readonly name: string;
}

/** The row is not accepted yet: the scheduling call is still running, or was interrupted. Retried for a minute. */
export class NotAccepted extends StepError {
  override readonly name = 'NotAccepted';
}

/** EC2 refused every candidate: no capacity, or a quota of the account. Retried for about half an hour. */
export class NoCapacity extends StepError {
  override readonly name = 'NoCapacity';
}

/**
 * EC2 launches nothing until AWS has verified the account, for example at its first use of a Region. Usually takes
 * minutes. Retried for about half an hour.
 */
export class PendingVerification extends StepError {
  override readonly name = 'PendingVerification';
}

/** `maxInFlight` hosts are in flight. Retried until the planned end of the meeting. */
export class CapReached extends StepError {
  override readonly name = 'CapReached';
}

/** All slots were in use until the planned end of the meeting. */
export class SlotNeverFree extends StepError {
  override readonly name = 'SlotNeverFree';
}

/** The service throttled the request and did nothing. Retried with full jitter. */
export class Throttled extends StepError {
  override readonly name = 'Throttled';
}

/** EC2 refused a launch whose earlier call, without a response, may still launch a host. Retried with the same token. */
export class LaunchUnanswered extends StepError {
  override readonly name = 'LaunchUnanswered';
}

/** EC2 refused one candidate. The launch step catches this and tries the next candidate. */
export class CandidateRefused extends StepError {
  override readonly name = 'CandidateRefused';
}

/** EC2 refused the image of a launch: it is gone. The next launch uses the image of the launch template. */
export class ImageRefused extends StepError {
  override readonly name = 'ImageRefused';
}

/** The build of an image cannot go on. Launches keep the image that they have. */
export class BuildFailed extends StepError {
  override readonly name = 'BuildFailed';
}

/** The second host was not healthy in time either, or none was before the hard end. */
export class HostNeverHealthy extends StepError {
  override readonly name = 'HostNeverHealthy';
}

/** The host stopped or was terminated during the meeting. */
export class HostLost extends StepError {
  override readonly name = 'HostLost';
}

/** A safety net ended the meeting as FAILED, or its row is gone. */
export class MeetingFailed extends StepError {
  override readonly name = 'MeetingFailed';
}

/** Other writers changed the row before each write. Retried. */
export class Contention extends StepError {
  override readonly name = 'Contention';
}

/** The local runtime cannot write to its data folder now, for example because the disk is full. */
export class StorageUnavailable extends StepError {
  override readonly name = 'StorageUnavailable';
}

/** The status table does not allow this move: a bug. */
export class IllegalMove extends StepError {
  override readonly name = 'IllegalMove';
}

/** The link secret of a meeting was dropped, which happens after its end. */
export class UnknownKey extends StepError {
  override readonly name = 'UnknownKey';
}

/** The input or the result of a step does not match its schema: a bug. */
export class SchemaMismatch extends StepError {
  override readonly name = 'SchemaMismatch';
}

/** The mail service will never accept this mail for this address. Recorded in the row of the meeting. */
export class MailRefused extends StepError {
  override readonly name = 'MailRefused';
}

/** The mail service did not take this mail, for example because it is throttled: it was not sent. */
export class MailUnsent extends StepError {
  override readonly name = 'MailUnsent';
}

const FAILURE_OF: Readonly<Record<string, FailureReason>> = {
  NotAccepted: 'NOT_ACCEPTED',
  NoCapacity: 'LAUNCH',
  PendingVerification: 'LAUNCH',
  SlotNeverFree: 'LAUNCH',
  HostNeverHealthy: 'HEALTH',
  HostLost: 'HOST_LOST',
};

/**
 * Converts an error of the workflow into the failure that the row stores.
 * @param error `Cause` is the JSON of a Lambda function (`errorMessage`) or plain text
 */
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
