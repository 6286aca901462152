import { executionName } from '../steps/domain/ids.ts';
import { SECOND } from '../steps/domain/instants.ts';
import { WAKE_UP_KINDS } from '../steps/domain/wake-ups.ts';
import type { WakeUp, WakeUps } from '../steps/ports.ts';
import type { LocalClock } from './clock.ts';
import { Records } from './files.ts';

const RETRY_AFTER = 60 * SECOND;

/** One-time schedules on disk. Like the real ones they fire at least once, and are gone once their call succeeded. */
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
    for (const [name, wakeUp] of this.#records.all()) this.#wait(name, wakeUp, wakeUp.at);
  }

  async arm(wakeUp: WakeUp): Promise<void> {
    const name = nameOf(wakeUp);
    if (this.#records.get(name)) return;
    this.#records.put(name, wakeUp);
    this.#wait(name, wakeUp, wakeUp.at);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of WAKE_UP_KINDS) this.#drop(nameOf({ meetingId, revision, kind }));
  }

  #wait(name: string, wakeUp: WakeUp, until: number): void {
    const fire = async (): Promise<void> => {
      try {
        await this.#fire(wakeUp);
        this.#drop(name);
      } catch {
        // Whoever runs the call has logged why; a schedule tries again.
        if (this.#records.get(name)) this.#wait(name, wakeUp, this.#clock.now() + RETRY_AFTER);
      }
    };
    this.#timers.set(
      name,
      this.#clock.at(until, () => void fire()),
    );
  }

  #drop(name: string): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    this.#records.delete(name);
  }
}

const nameOf = ({ meetingId, revision, kind }: Omit<WakeUp, 'at'>): string =>
  `${executionName(meetingId, revision)}-${kind}`;
