/**
 * Why an occurrence has no meeting. `CAP`: no host was free at its time. `FAILED`: its creation was interrupted. Both are
 * tried again. `MISSED`: its time was over before it could be created.
 */
export const REFUSALS = ['CAP', 'FAILED', 'MISSED'] as const;
export type Refusal = (typeof REFUSALS)[number];
