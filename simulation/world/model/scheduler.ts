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
  readonly #bucket = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND);
  readonly #armed = new Map<string, Timer>();
  /** Completed schedules and the time of their deletion. Until then their names cannot be used again. */
  readonly #fired = new Map<string, Millis>();

  constructor(timers: Timers, fire: (wakeUp: WakeUp) => void) {
    this.#timers = timers;
    this.#fire = fire;
  }

  /** The number of armed schedules. */
  get armed(): number {
    return this.#armed.size;
  }

  armedFor(meetingId: string, revision: number): number {
    return WAKE_UP_KINDS.filter((kind) => this.#armed.has(wakeUpName(meetingId, revision, kind))).length;
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
    this.#armed.set(name, timer);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    if (!this.#bucket.take(this.#timers.now())) throw throttling('DeleteSchedule');
    this.forget(meetingId, revision);
  }

  /** Deletes the schedules of a meeting. */
  forget(meetingId: string, revision: number): void {
    for (const kind of WAKE_UP_KINDS) {
      const name = wakeUpName(meetingId, revision, kind);
      this.#armed.get(name)?.cancel();
      this.#armed.delete(name);
      this.#fired.delete(name);
    }
  }
}
