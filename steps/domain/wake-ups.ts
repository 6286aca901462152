import { executionName } from './ids.ts';

/**
 * Wake-ups of a meeting. /schedule arms the first two. A wake-up whose meeting has not ended arms a recheck. The
 * two rechecks alternate: EventBridge Scheduler deletes a schedule some time after it fires, and until then its
 * name is taken.
 */
export const WAKE_UP_KINDS = ['attendance', 'hard-end', 'recheck-a', 'recheck-b'] as const;
export type WakeUpKind = (typeof WAKE_UP_KINDS)[number];

/** The recheck that follows a wake-up. */
export const recheckAfter = (fired: WakeUpKind): WakeUpKind =>
  fired === 'attendance' || fired === 'recheck-b' ? 'recheck-a' : 'recheck-b';

/** At most 34 characters; EventBridge Scheduler allows 64. */
export const wakeUpName = (meetingId: string, revision: number, kind: WakeUpKind): string =>
  `${executionName(meetingId, revision)}-${kind}`;
