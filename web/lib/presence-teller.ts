import { due, nextDue, OUTSIDE, type Presence, type PresenceEvent, step } from './presence.ts';
import { Refusal } from './api.ts';
import type { PresenceSignal } from './wire.ts';

export interface TellerOptions {
  readonly send: (signal: PresenceSignal) => Promise<void>;
  /** Says "left" while the page goes away. */
  readonly lastWord: () => void;
  /** Milliseconds of the world between two signs of life. */
  readonly every: () => number;
  readonly monotonic: () => number;
  /** The server said no: over, not open, a wrong key. */
  readonly refused: (error: Refusal) => void;
}

/** Runs the presence machine: sends what is due, and waits for what will be. */
export class PresenceTeller {
  readonly #options: TellerOptions;
  readonly #listeners = new Set<() => void>();
  #presence: Presence = OUTSIDE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TellerOptions) {
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

  awake(): void {
    this.#apply('awake');
  }

  /** The page goes away, or nothing more is to be told. */
  leavePage(): void {
    if (this.#presence.inside) this.#options.lastWord();
    this.#apply('gone');
  }

  /** The meeting is over: nobody wants to hear more. */
  stop(): void {
    this.#apply('gone');
  }

  #apply(type: PresenceEvent['type']): void {
    const { every, monotonic } = this.#options;
    const before = this.#presence;
    this.#presence = step(before, { type, at: monotonic() }, every());
    if (this.#presence === before) return;
    for (const tell of this.#listeners) tell();
    this.#pursue();
  }

  #pursue(): void {
    clearTimeout(this.#timer);
    const at = this.#options.monotonic();
    const signal = due(this.#presence, at);
    if (signal !== undefined) {
      void this.#send(signal);
      return;
    }
    const next = nextDue(this.#presence);
    if (next !== undefined) this.#timer = setTimeout(() => this.#pursue(), Math.max(1, next - at));
  }

  async #send(signal: PresenceSignal): Promise<void> {
    this.#apply('sent');
    try {
      await this.#options.send(signal);
      this.#apply('answered');
    } catch (error) {
      this.#apply('unanswered');
      if (error instanceof Refusal) this.#options.refused(error);
    }
  }
}
