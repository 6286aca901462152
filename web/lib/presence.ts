import type { PresenceSignal } from './wire.ts';

/** State machine that decides which presence signal to send, and when. Instants are milliseconds of a monotonic clock. */
export interface Presence {
  /** The person is in the room. */
  readonly inside: boolean;
  /** The next signal. It waits until `dueAt` and until `sending` is done. */
  readonly pending: PresenceSignal | undefined;
  /** The signal of the call in progress. */
  readonly sending: PresenceSignal | undefined;
  readonly dueAt: number;
  /** Failed calls in a row. */
  readonly failures: number;
}

export interface PresenceEvent {
  /**
   * `sent`, `confirmed`, `failed`: the call of a signal. `throttled`: the server accepts it later.
   * `resumed`: the network or the page is back, so that the next try is due now.
   * `closed`: the page closes or the meeting is over, so that nothing more is sent.
   */
  readonly type: 'entered' | 'exited' | 'sent' | 'confirmed' | 'failed' | 'throttled' | 'resumed' | 'closed';
  readonly at: number;
  /** `throttled`: milliseconds until the next try. */
  readonly wait?: number;
}

export const OUTSIDE: Presence = { inside: false, pending: undefined, sending: undefined, dueAt: 0, failures: 0 };

/** The server also detects a leave when the "present" signals stop. */
const LEFT_TRIES = 4;
/** Milliseconds. */
const FIRST_RETRY = 1_000;

/** @param every milliseconds between two "present" signals */
export function nextPresence(presence: Presence, { type, at, wait = 0 }: PresenceEvent, every: number): Presence {
  switch (type) {
    case 'entered':
      if (presence.inside) return presence;
      return { ...presence, inside: true, pending: 'joined', dueAt: at, failures: 0 };
    case 'exited':
      if (!presence.inside) return presence;
      return { ...presence, inside: false, pending: 'left', dueAt: at, failures: 0 };
    case 'sent':
      return { ...presence, sending: presence.pending, pending: undefined };
    case 'confirmed': {
      if (presence.sending === undefined) return presence;
      const settled = { ...presence, sending: undefined, failures: 0 };
      if (presence.pending !== undefined || !presence.inside) return settled;
      return { ...settled, pending: 'present', dueAt: at + every };
    }
    case 'failed': {
      if (presence.sending === undefined) return presence;
      const failures = presence.failures + 1;
      const settled = { ...presence, sending: undefined, failures };
      if (presence.pending !== undefined) return settled;
      if (presence.sending === 'left' && failures >= LEFT_TRIES) return settled;
      return { ...settled, pending: presence.sending, dueAt: at + Math.min(every, FIRST_RETRY * 2 ** (failures - 1)) };
    }
    case 'throttled': {
      if (presence.sending === undefined) return presence;
      const settled = { ...presence, sending: undefined };
      if (presence.pending !== undefined) return settled;
      return { ...settled, pending: presence.sending, dueAt: at + Math.max(FIRST_RETRY, wait) };
    }
    case 'resumed':
      return { ...presence, dueAt: Math.min(presence.dueAt, at) };
    case 'closed':
      return OUTSIDE;
  }
}

/** The signal to send now, if any. */
export const dueSignal = ({ pending, sending, dueAt }: Presence, at: number): PresenceSignal | undefined =>
  sending === undefined && at >= dueAt ? pending : undefined;

/** When the pending signal is due; undefined while there is none, or while a call is in progress. */
export const nextDue = ({ pending, sending, dueAt }: Presence): number | undefined =>
  pending !== undefined && sending === undefined ? dueAt : undefined;
