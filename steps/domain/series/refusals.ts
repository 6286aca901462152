/**
 * Why an occurrence has no meeting. `CAP`: no host was free at its time. `LIMIT`: its organiser had too many meetings.
 * `FAILED`: its creation was interrupted. They are tried again. `MISSED`: its time was over before it could be created.
 */
export const REFUSALS = ['CAP', 'LIMIT', 'FAILED', 'MISSED'] as const;
export type Refusal = (typeof REFUSALS)[number];
