import type { Timer, Timers } from '../../../local/states-language/index.ts';
import { type Millis, MINUTE } from '../../../steps/domain/instants.ts';
import { WAKE_UP_KINDS, wakeUpName } from '../../../steps/domain/wake-ups.ts';
import type { WakeUp, WakeUps } from '../../../steps/ports.ts';
import { throttling, TokenBucket } from './token-bucket.ts';

/** Assumed limit for creating and deleting together. AWS allows more in large Regions. */
const REQUESTS_PER_SECOND = 500;
/** Assumed time until Scheduler deletes a completed schedule. */
const DELETED_WITHIN = MINUTE;

/** Models one-time schedules of EventBridge Scheduler that are deleted after completion. */
export class SchedulerModel implements WakeUps {
  readonly #timers: Timers;
  readonly #fire: (wakeUp: WakeUp) => void;
  readonly #onDisarm: ((meetingId: string) => void) | undefined;
  readonly #bucket = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND);
  readonly #armed = new Map<string, { readonly timer: Timer; readonly at: Millis }>();
  /** Completed schedules and the time of their deletion. Until then their names cannot be used again. */
  readonly #fired = new Map<string, Millis>();

  constructor(timers: Timers, fire: (wakeUp: WakeUp) => void, onDisarm?: (meetingId: string) => void) {
    this.#timers = timers;
    this.#fire = fire;
    this.#onDisarm = onDisarm;
  }

  /** The number of armed schedules. */
  get armed(): number {
    return this.#armed.size;
  }

  armedFor(meetingId: string, revision: number): number {
    return this.armedAt(meetingId, revision).length;
  }

  /** The times of the armed schedules of a revision, in order. */
  armedAt(meetingId: string, revision: number): Millis[] {
    const armed = WAKE_UP_KINDS.map((kind) => this.#armed.get(wakeUpName(meetingId, revision, kind))?.at);
    return armed.filter((at) => at !== undefined).toSorted((a, b) => a - b);
  }

  async arm(wakeUp: WakeUp): Promise<void> {
    if (!this.#bucket.take(this.#timers.now())) throw throttling('CreateSchedule');
    const name = wakeUpName(wakeUp.meetingId, wakeUp.revision, wakeUp.kind);
    if (this.#armed.has(name) || (this.#fired.get(name) ?? 0) > this.#timers.now()) return;
    const timer = this.#timers.at(wakeUp.at, () => {
      this.#armed.delete(name);
      this.#fired.set(name, this.#timers.now() + DELETED_WITHIN);
      this.#fire(wakeUp);
    });
    this.#armed.set(name, { timer, at: wakeUp.at });
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    if (!this.#bucket.take(this.#timers.now())) throw throttling('DeleteSchedule');
    this.forget(meetingId, revision);
    this.#onDisarm?.(meetingId);
  }

  /** Deletes the schedules of a meeting. */
  forget(meetingId: string, revision: number): void {
    for (const kind of WAKE_UP_KINDS) {
      const name = wakeUpName(meetingId, revision, kind);
      this.#armed.get(name)?.timer.cancel();
      this.#armed.delete(name);
      this.#fired.delete(name);
    }
  }
}
