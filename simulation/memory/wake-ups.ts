import type { Millis } from '../../steps/domain/instants.ts';
import { WAKE_UP_KINDS } from '../../steps/domain/wake-ups.ts';
import type { WakeUp, WakeUps } from '../../steps/ports.ts';
import { SortedList } from './sorted-list.ts';

const nameOf = ({ meetingId, revision, kind }: Omit<WakeUp, 'at'>): string => `${meetingId}-${revision}-${kind}`;

/** One-time wake-ups in memory. They fire when somebody takes them. */
export class MemoryWakeUps implements WakeUps {
  readonly #byName = new Map<string, WakeUp>();
  readonly #byTime = new SortedList<WakeUp>(
    (a, b) => a.at - b.at || (nameOf(a) < nameOf(b) ? -1 : +(nameOf(a) > nameOf(b))),
  );

  async arm(wakeUp: WakeUp): Promise<void> {
    const name = nameOf(wakeUp);
    if (this.#byName.has(name)) return;
    this.#byName.set(name, wakeUp);
    this.#byTime.add(wakeUp);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of WAKE_UP_KINDS) this.#delete(nameOf({ meetingId, revision, kind }));
  }

  /** The next one to fire. */
  next(): WakeUp | undefined {
    return this.#byTime.at(0);
  }

  /** Takes the next one that is due, which is then gone. */
  fire(now: Millis): WakeUp | undefined {
    const wakeUp = this.next();
    if (!wakeUp || wakeUp.at > now) return undefined;
    this.#delete(nameOf(wakeUp));
    return wakeUp;
  }

  /** In the order of their instants. */
  armed(): readonly WakeUp[] {
    return [...this.#byTime];
  }

  #delete(name: string): void {
    const wakeUp = this.#byName.get(name);
    if (!wakeUp) return;
    this.#byName.delete(name);
    this.#byTime.delete(wakeUp);
  }
}
