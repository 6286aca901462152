import type { Address } from '../domain/meeting.ts';
import type { Addresses, NetworkHost, PublishedAddress } from '../ports.ts';

/** Uses the public DNS name or IP address of a host, so there is nothing to publish or remove. */
export class DirectAddresses implements Addresses {
  readonly #template: string;

  /** @param template address that a browser opens, such as `http://{host}` */
  constructor(template: string) {
    this.#template = template;
  }

  async publish(_meetingId: string, host: NetworkHost): Promise<Address | undefined> {
    const name = host.publicName ?? host.publicIp;
    if (name === undefined) return undefined;
    const url = this.#template.replaceAll('{host}', name);
    return { name, ...(host.publicIp !== undefined && { ip: host.publicIp }), url };
  }

  async remove(): Promise<void> {}

  async published(): Promise<readonly PublishedAddress[]> {
    return [];
  }
}
