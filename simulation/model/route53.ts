import type { Millis } from '../../steps/domain/instants.ts';
import type { Address } from '../../steps/domain/meeting.ts';
import type { Addresses, Host, PublishedAddress } from '../../steps/ports.ts';
import { throttling, TokenBucket } from './token-bucket.ts';

/** Five requests a second for an account, whatever it pays. */
const PER_SECOND = 5;

/** Names of rooms: each change is one request, and is seen everywhere after a while. */
export class Route53Model implements Addresses {
  readonly #now: () => Millis;
  readonly #inSync: (host: Host) => Millis;
  readonly #bucket = new TokenBucket(PER_SECOND, PER_SECOND);
  readonly #published = new Map<string, Map<string, Millis>>();

  /** @param inSync how long a change takes until everybody sees it */
  constructor(now: () => Millis, inSync: (host: Host) => Millis) {
    this.#now = now;
    this.#inSync = inSync;
  }

  /** How many meetings have a name. */
  get size(): number {
    return this.#published.size;
  }

  has(meetingId: string): boolean {
    return this.#published.has(meetingId);
  }

  async publish(meetingId: string, host: Host): Promise<Address | undefined> {
    if (host.state !== 'running') return undefined;
    const now = this.#now();
    const names = this.#published.get(meetingId) ?? new Map<string, Millis>();
    let seenFrom = names.get(host.instanceId);
    if (seenFrom === undefined) {
      // Too many requests: the port lets an address be "on its way", and the caller asks again.
      if (!this.#bucket.take(now)) return undefined;
      seenFrom = now + this.#inSync(host);
      this.#published.set(meetingId, names.set(host.instanceId, seenFrom));
    }
    return now < seenFrom ? undefined : { name: host.instanceId, url: `https://${meetingId}.rooms.example` };
  }

  async remove(meetingId: string): Promise<void> {
    if (!this.#published.has(meetingId)) return;
    if (!this.#bucket.take(this.#now())) throw throttling('ChangeResourceRecordSets');
    this.#published.delete(meetingId);
  }

  async published(): Promise<readonly PublishedAddress[]> {
    if (!this.#bucket.take(this.#now())) throw throttling('ListResourceRecordSets');
    return [...this.#published].flatMap(([meetingId, names]) =>
      [...names.keys()].map((name) => ({ meetingId, address: { name, url: `https://${meetingId}.rooms.example` } })),
    );
  }

  forget(meetingId: string): void {
    this.#published.delete(meetingId);
  }
}
