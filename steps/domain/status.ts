/** ENDED is final. */
export const STATUSES = ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS', 'ENDED'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * Allowed moves: for each status, the statuses before it. Every adapter of the `Meetings` port
 * enforces this table in its conditional write.
 */
export const MAY_COME_FROM: Readonly<Record<Status, readonly Status[]>> = {
  SCHEDULED: [],
  LAUNCHING: ['SCHEDULED'],
  READY: ['LAUNCHING'],
  IN_PROGRESS: ['READY'],
  ENDED: ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS'],
};

/** Statuses that a row may have before a write sets `next`. A write that keeps the status is always allowed. */
export const allowedBefore = (next: Status): readonly Status[] => [next, ...MAY_COME_FROM[next]];

export const mayFollow = (from: Status, next: Status): boolean => allowedBefore(next).includes(from);

/** True while people can be in the room. */
export const isRoomOpen = ({ status }: { readonly status: Status }): boolean =>
  status === 'READY' || status === 'IN_PROGRESS';

/** Name of the state that waits for the first person. Presence completes its task token; for other tokens it sends heartbeats. */
export const OPEN_ROOM = 'Open room';
