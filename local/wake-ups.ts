import { MINUTE } from '../steps/domain/instants.ts';
import { WAKE_UP_KINDS, wakeUpName } from '../steps/domain/wake-ups.ts';
import type { WakeUp, WakeUps } from '../steps/ports.ts';
import type { LocalClock } from './clock.ts';
import { Records } from './files.ts';

const RETRY_AFTER = MINUTE;

/** One-time schedules on disk. A schedule fires at least once; a successful call deletes it. */
export class LocalWakeUps implements WakeUps {
  readonly #records: Records<WakeUp>;
  readonly #timers = new Map<string, { cancel(): void }>();
  readonly #clock: LocalClock;
  readonly #fire: (wakeUp: WakeUp) => Promise<void>;

  constructor(folder: string, clock: LocalClock, fire: (wakeUp: WakeUp) => Promise<void>) {
    this.#records = new Records(folder);
    this.#clock = clock;
    this.#fire = fire;
  }

  recover(): void {
    for (const [name, wakeUp] of this.#records.all()) this.#schedule(name, wakeUp, wakeUp.at);
  }

  async arm(wakeUp: WakeUp): Promise<void> {
    const name = wakeUpName(wakeUp.meetingId, wakeUp.revision, wakeUp.kind);
    if (this.#records.get(name)) return;
    this.#records.put(name, wakeUp);
    this.#schedule(name, wakeUp, wakeUp.at);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of WAKE_UP_KINDS) this.#delete(wakeUpName(meetingId, revision, kind));
  }

  #schedule(name: string, wakeUp: WakeUp, at: number): void {
    const fire = async (): Promise<void> => {
      try {
        await this.#fire(wakeUp);
        this.#delete(name);
      } catch {
        // `fire` has logged the error; the schedule retries.
        if (this.#records.get(name)) this.#schedule(name, wakeUp, this.#clock.now() + RETRY_AFTER);
      }
    };
    this.#timers.set(
      name,
      this.#clock.at(at, () => void fire()),
    );
  }

  #delete(name: string): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    this.#records.delete(name);
  }
}
