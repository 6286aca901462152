import type { PresenceSignal } from './wire.ts';

/**
 * What is to be told about somebody's presence, and when: a pure machine. Instants are
 * milliseconds of a monotonic clock.
 */
export interface Presence {
  /** In the room, as far as this page knows. */
  readonly inside: boolean;
  /** To be told as soon as it is due and nothing else is on its way. */
  readonly pending: PresenceSignal | undefined;
  readonly sending: PresenceSignal | undefined;
  readonly dueAt: number;
  /** Calls in a row that nobody answered. */
  readonly failures: number;
}

export type PresenceEvent =
  | { readonly type: 'entered' | 'exited' | 'sent' | 'answered' | 'unanswered'; readonly at: number }
  /** The network or the page is back: do not wait for the next try. */
  | { readonly type: 'awake'; readonly at: number }
  /** The page has told it in its own way while it was closed. */
  | { readonly type: 'gone'; readonly at: number };

export const OUTSIDE: Presence = { inside: false, pending: undefined, sending: undefined, dueAt: 0, failures: 0 };

/** A leaver is told of a few times only: silence says the same a little later. */
const LEFT_TRIES = 4;
const FIRST_RETRY = 1_000;

/** @param every how often to say "present" */
export function step(presence: Presence, event: PresenceEvent, every: number): Presence {
  const { at } = event;
  switch (event.type) {
    case 'entered':
      if (presence.inside) return presence;
      return { ...presence, inside: true, pending: 'joined', dueAt: at, failures: 0 };
    case 'exited':
      if (!presence.inside) return presence;
      return { ...presence, inside: false, pending: 'left', dueAt: at, failures: 0 };
    case 'sent':
      return { ...presence, sending: presence.pending, pending: undefined };
    case 'answered': {
      if (presence.sending === undefined) return presence;
      const settled = { ...presence, sending: undefined, failures: 0 };
      // What came up while the call was under way goes first.
      if (presence.pending !== undefined || !presence.inside) return settled;
      return { ...settled, pending: 'present', dueAt: at + every };
    }
    case 'unanswered': {
      if (presence.sending === undefined) return presence;
      const failures = presence.failures + 1;
      const settled = { ...presence, sending: undefined, failures };
      if (presence.pending !== undefined) return settled;
      if (presence.sending === 'left' && failures >= LEFT_TRIES) return settled;
      return { ...settled, pending: presence.sending, dueAt: at + Math.min(every, FIRST_RETRY * 2 ** (failures - 1)) };
    }
    case 'awake':
      return { ...presence, dueAt: Math.min(presence.dueAt, at) };
    case 'gone':
      return OUTSIDE;
  }
}

/** What to send now, if anything. */
export const due = ({ pending, sending, dueAt }: Presence, at: number): PresenceSignal | undefined =>
  sending === undefined && at >= dueAt ? pending : undefined;

/** When there will be something to send, unless something happens before. */
export const nextDue = ({ pending, sending, dueAt }: Presence): number | undefined =>
  pending !== undefined && sending === undefined ? dueAt : undefined;
