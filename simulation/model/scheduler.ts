import type { Timer, Timers } from '../../local/states-language/index.ts';
import { executionName } from '../../steps/domain/ids.ts';
import type { Net, Nets } from '../../steps/ports.ts';

/** One-time schedules that fire at their instant and are gone. */
export class SchedulerModel implements Nets {
  readonly #timers: Timers;
  readonly #fire: (net: Net) => void;
  readonly #armed = new Map<string, Timer>();

  constructor(timers: Timers, fire: (net: Net) => void) {
    this.#timers = timers;
    this.#fire = fire;
  }

  /** How many wait. */
  get armed(): number {
    return this.#armed.size;
  }

  async arm(net: Net): Promise<void> {
    const name = nameOf(net.meetingId, net.revision, net.kind);
    if (this.#armed.has(name)) return;
    const timer = this.#timers.at(net.at, () => {
      this.#armed.delete(name);
      this.#fire(net);
    });
    this.#armed.set(name, timer);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of ['attendance', 'hard-end']) {
      const name = nameOf(meetingId, revision, kind);
      this.#armed.get(name)?.cancel();
      this.#armed.delete(name);
    }
  }
}

const nameOf = (meetingId: string, revision: number, kind: string): string =>
  `${executionName(meetingId, revision)}-${kind}`;
