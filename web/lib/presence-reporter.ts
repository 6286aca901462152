import { Refusal } from './api.ts';
import { dueSignal, nextDue, nextPresence, OUTSIDE, type Presence, type PresenceEvent } from './presence.ts';
import type { PresenceSignal } from './wire.ts';

export interface ReporterOptions {
  readonly send: (signal: PresenceSignal) => Promise<void>;
  /** Sends "left" while the page closes. */
  readonly sendLeftOnClose: () => void;
  /** Milliseconds of real time between two "present" signals. */
  readonly every: () => number;
  readonly monotonic: () => number;
  /** The server refused a signal for good: the meeting is over, the room is not open, or the key is wrong. */
  readonly onRefused: (error: Refusal) => void;
}

/** Sends the signals of the presence state machine when they are due. */
export class PresenceReporter {
  readonly #options: ReporterOptions;
  readonly #listeners = new Set<() => void>();
  #presence: Presence = OUTSIDE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  readonly current = (): Presence => this.#presence;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  enter(): void {
    this.#apply('entered');
  }

  exit(): void {
    this.#apply('exited');
  }

  readonly resume = (): void => this.#apply('resumed');

  /** Call when the page closes. */
  close(): void {
    if (this.#presence.inside) this.#options.sendLeftOnClose();
    this.#apply('closed');
  }

  /** Call when the meeting is over: sends nothing more. */
  readonly stop = (): void => this.#apply('closed');

  #apply(type: PresenceEvent['type'], wait?: number): void {
    const { every, monotonic } = this.#options;
    const before = this.#presence;
    this.#presence = nextPresence(before, { type, at: monotonic(), ...(wait !== undefined && { wait }) }, every());
    if (this.#presence === before) return;
    for (const notify of this.#listeners) notify();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const at = this.#options.monotonic();
    const signal = dueSignal(this.#presence, at);
    if (signal !== undefined) {
      void this.#send(signal);
      return;
    }
    const next = nextDue(this.#presence);
    if (next !== undefined) this.#timer = setTimeout(() => this.#schedule(), Math.max(1, next - at));
  }

  async #send(signal: PresenceSignal): Promise<void> {
    this.#apply('sent');
    try {
      await this.#options.send(signal);
      this.#apply('confirmed');
    } catch (error) {
      if (error instanceof Refusal && error.status === 429) return this.#apply('throttled', error.retryAfter);
      this.#apply('failed');
      if (error instanceof Refusal) this.#options.onRefused(error);
    }
  }
}
