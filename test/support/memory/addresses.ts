import type { Address } from '../../../steps/domain/meeting.ts';
import type { Addresses, Host, PublishedAddress } from '../../../steps/ports.ts';

/** Publishes addresses in memory. */
export class MemoryAddresses implements Addresses {
  readonly #published = new Map<string, ReadonlyMap<string, Address>>();

  async publish(meetingId: string, { publicName, publicIp }: Host): Promise<Address | undefined> {
    if (publicName === undefined) return undefined;
    const address = { name: publicName, ...(publicIp !== undefined && { ip: publicIp }), url: `https://${publicName}` };
    this.#published.set(meetingId, new Map(this.#published.get(meetingId)).set(publicName, address));
    return address;
  }

  async remove(meetingId: string): Promise<void> {
    this.#published.delete(meetingId);
  }

  async published(): Promise<readonly PublishedAddress[]> {
    return [...this.#published].flatMap(([meetingId, names]) =>
      [...names.values()].map((address) => ({ meetingId, address })),
    );
  }
}
