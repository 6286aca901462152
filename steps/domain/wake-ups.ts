/**
 * A meeting's one-time wake-ups. The first two are armed when it is scheduled. A wake-up that finds
 * the meeting still going arms the next look, by the other name of the last two: a service deletes
 * a wake-up some time after it fired, and one of the same name would be taken for it.
 */
export const WAKE_UP_KINDS = ['attendance', 'hard-end', 'recheck-a', 'recheck-b'] as const;
export type WakeUpKind = (typeof WAKE_UP_KINDS)[number];

/** The name of the look after a wake-up. */
export const recheckAfter = (fired: WakeUpKind): WakeUpKind =>
  fired === 'attendance' || fired === 'recheck-b' ? 'recheck-a' : 'recheck-b';
