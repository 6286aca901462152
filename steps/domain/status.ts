/** Where a meeting stands. ENDED is final. */
export const STATUSES = ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS', 'ENDED'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * The one table of moves: a status, and those it may come from. Every adapter of the
 * `Meetings` port turns it into the condition of its write.
 */
export const MAY_COME_FROM: Readonly<Record<Status, readonly Status[]>> = {
  SCHEDULED: [],
  LAUNCHING: ['SCHEDULED'],
  READY: ['LAUNCHING'],
  IN_PROGRESS: ['READY'],
  ENDED: ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS'],
};

/** Statuses that a row may have just before a write leaves it in `next`: to stay is always allowed, except to change an ENDED row's fate. */
export const allowedBefore = (next: Status): readonly Status[] => [next, ...MAY_COME_FROM[next]];

export const mayFollow = (from: Status, next: Status): boolean => allowedBefore(next).includes(from);

/** The workflow state that waits for the first person. Presence completes its task token, and only sends heartbeats to any other. */
export const OPEN_ROOM = 'Open room';
