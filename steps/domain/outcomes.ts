/** The end of a meeting. Summaries of days store the index, so a new outcome is the last. */
export const OUTCOMES = ['COMPLETED', 'NO_SHOW', 'CANCELLED', 'TIME_LIMIT', 'FAILED', 'PARTIAL_NO_SHOW'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who must come. `everyone`: a meeting to which one of the two never came ends with the attendance window. */
export const ATTENDANCE_RULES = ['anyone', 'everyone'] as const;
export type AttendanceRule = (typeof ATTENDANCE_RULES)[number];

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
