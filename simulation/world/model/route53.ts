import type { Millis } from '../../../steps/domain/instants.ts';
import type { Address } from '../../../steps/domain/meeting.ts';
import type { Addresses, NetworkHost, PublishedAddress } from '../../../steps/ports.ts';
import { Throttled } from '../../../steps/domain/errors.ts';
import { simulated } from '../simulated-errors.ts';
import { TokenBucket } from './token-bucket.ts';

/** Route 53's limit for an account. It cannot be raised. */
const REQUESTS_PER_SECOND = 5;

/** Models the DNS names of rooms. A change is one request, and takes some time until it is visible everywhere. */
export class Route53Model implements Addresses {
  readonly #now: () => Millis;
  readonly #inSync: (meetingId: string) => Millis;
  readonly #bucket = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND);
  /** By meeting id, then by instance id: the time from which the name is visible everywhere. */
  readonly #published = new Map<string, Map<string, Millis>>();

  /** @param inSync time until a change is visible everywhere */
  constructor(now: () => Millis, inSync: (meetingId: string) => Millis) {
    this.#now = now;
    this.#inSync = inSync;
  }

  /** The number of meetings with names. */
  get count(): number {
    return this.#published.size;
  }

  has(meetingId: string): boolean {
    return this.#published.has(meetingId);
  }

  async publish(meetingId: string, host: NetworkHost): Promise<Address | undefined> {
    if (host.state !== 'running') return undefined;
    const now = this.#now();
    const names = this.#published.get(meetingId) ?? new Map<string, Millis>();
    let visibleFrom = names.get(host.instanceId);
    if (visibleFrom === undefined) {
      // Throttled: the port allows an address that is not known yet, and the caller asks again.
      if (!this.#bucket.take(now)) return undefined;
      visibleFrom = now + this.#inSync(meetingId);
      this.#published.set(meetingId, names.set(host.instanceId, visibleFrom));
    }
    const address = { name: host.instanceId, url: `https://${meetingId}.rooms.example` };
    return now < visibleFrom ? { ...address, pending: 'change' } : address;
  }

  async remove(meetingId: string): Promise<void> {
    if (!this.#published.has(meetingId)) return;
    this.#take();
    this.#published.delete(meetingId);
  }

  async published(): Promise<readonly PublishedAddress[]> {
    this.#take();
    return [...this.#published].flatMap(([meetingId, names]) =>
      [...names.keys()].map((name) => ({ meetingId, address: { name, url: `https://${meetingId}.rooms.example` } })),
    );
  }

  #take(): void {
    if (!this.#bucket.take(this.#now())) throw simulated(new Throttled('Rate exceeded'));
  }

  forget(meetingId: string): void {
    this.#published.delete(meetingId);
  }
}
