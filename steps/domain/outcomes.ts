/** The end of a meeting. */
export const OUTCOMES = ['COMPLETED', 'NO_SHOW', 'CANCELLED', 'TIME_LIMIT', 'FAILED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Origin of a verdict; `net` is a safety net. */
export const VERDICT_BY = ['teacher', 'organiser', 'workflow', 'net'] as const;
export type VerdictBy = (typeof VERDICT_BY)[number];

/** Reasons of outcome FAILED. */
export const FAILURE_REASONS = ['LAUNCH', 'HEALTH', 'HOST_LOST', 'ABORTED', 'NOT_ACCEPTED', 'INTERNAL'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export interface Failure {
  readonly reason: FailureReason;
  /** One sentence for the operator, without secrets. */
  readonly detail: string;
}
