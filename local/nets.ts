import { executionName } from '../steps/domain/ids.ts';
import { SECOND } from '../steps/domain/instants.ts';
import { NET_KINDS } from '../steps/domain/nets.ts';
import type { Net, Nets } from '../steps/ports.ts';
import type { LocalClock } from './clock.ts';
import { Records } from './files.ts';

const RETRY_AFTER = 60 * SECOND;

/** One-time schedules on disk. Like the real ones they fire at least once, and are gone once their call succeeded. */
export class LocalNets implements Nets {
  readonly #records: Records<Net>;
  readonly #timers = new Map<string, { cancel(): void }>();
  readonly #clock: LocalClock;
  readonly #fire: (net: Net) => Promise<void>;

  constructor(folder: string, clock: LocalClock, fire: (net: Net) => Promise<void>) {
    this.#records = new Records(folder);
    this.#clock = clock;
    this.#fire = fire;
  }

  recover(): void {
    for (const [name, net] of this.#records.all()) this.#wait(name, net, net.at);
  }

  async arm(net: Net): Promise<void> {
    const name = nameOf(net);
    if (this.#records.get(name)) return;
    this.#records.put(name, net);
    this.#wait(name, net, net.at);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of NET_KINDS) this.#drop(nameOf({ meetingId, revision, kind }));
  }

  #wait(name: string, net: Net, until: number): void {
    const fire = async (): Promise<void> => {
      try {
        await this.#fire(net);
        this.#drop(name);
      } catch {
        // Whoever runs the call has logged why; a schedule tries again.
        if (this.#records.get(name)) this.#wait(name, net, this.#clock.now() + RETRY_AFTER);
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

const nameOf = ({ meetingId, revision, kind }: Omit<Net, 'at'>): string =>
  `${executionName(meetingId, revision)}-${kind}`;
