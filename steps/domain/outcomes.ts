/** How a meeting ended. */
export const OUTCOMES = ['COMPLETED', 'NO_SHOW', 'CANCELLED', 'TIME_LIMIT', 'FAILED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a meeting FAILED. */
export const FAILURE_REASONS = ['LAUNCH', 'HEALTH', 'HOST_LOST', 'ABORTED', 'NOT_ACCEPTED', 'INTERNAL'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export interface Failure {
  readonly reason: FailureReason;
  /** One sentence for the operator; no secrets. */
  readonly detail: string;
}
