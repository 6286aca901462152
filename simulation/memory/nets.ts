import type { Millis } from '../../steps/domain/instants.ts';
import { NET_KINDS } from '../../steps/domain/nets.ts';
import type { Net, Nets } from '../../steps/ports.ts';
import { SortedList } from './sorted-list.ts';

const nameOf = ({ meetingId, revision, kind }: Omit<Net, 'at'>): string => `${meetingId}-${revision}-${kind}`;

/** One-time wake-ups in memory. They fire when somebody takes them. */
export class MemoryNets implements Nets {
  readonly #byName = new Map<string, Net>();
  readonly #byTime = new SortedList<Net>(
    (a, b) => a.at - b.at || (nameOf(a) < nameOf(b) ? -1 : +(nameOf(a) > nameOf(b))),
  );

  async arm(net: Net): Promise<void> {
    const name = nameOf(net);
    if (this.#byName.has(name)) return;
    this.#byName.set(name, net);
    this.#byTime.add(net);
  }

  async disarm(meetingId: string, revision: number): Promise<void> {
    for (const kind of NET_KINDS) this.#delete(nameOf({ meetingId, revision, kind }));
  }

  /** The next one to fire. */
  next(): Net | undefined {
    return this.#byTime.at(0);
  }

  /** Takes the next one that is due, which is then gone. */
  fire(now: Millis): Net | undefined {
    const net = this.next();
    if (!net || net.at > now) return undefined;
    this.#delete(nameOf(net));
    return net;
  }

  /** In the order of their instants. */
  armed(): readonly Net[] {
    return [...this.#byTime];
  }

  #delete(name: string): void {
    const net = this.#byName.get(name);
    if (!net) return;
    this.#byName.delete(name);
    this.#byTime.delete(net);
  }
}
