import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsResponse,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Address } from '../domain/meeting.ts';
import { isMeetingId } from '../domain/ids.ts';
import { roomName, roomUrl } from '../domain/rooms.ts';
import type { Addresses, Host, PublishedAddress } from '../ports.ts';

export interface Route53AddressesConfig {
  readonly zoneId: string;
  /** Lower case, without a dot at its end. */
  readonly domain: string;
}

/** Seconds: a replaced host is found again soon. */
const TTL = 30;
/** Changes in one request. Route 53 takes 1,000 values, and counts an UPSERT twice. */
const BATCH = 100;

/** Nothing was done: five requests a second are an account's, and changes of a zone come one after another. */
const THROTTLES = new Set(['Throttling', 'ThrottlingException', 'PriorRequestNotComplete', 'RequestLimitExceeded']);

interface Waiting {
  readonly change: Change;
  readonly resolve: (changeId: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rooms' names in Route 53: one A record a meeting. An account has five requests a second, so a name
 * costs as few as can be: one to write it, one or two to see it everywhere, one to delete it; and
 * what is changed at the same moment shares a request.
 */
export class Route53Addresses implements Addresses {
  readonly #client: Route53Client;
  readonly #config: Route53AddressesConfig;
  #waiting: Waiting[] = [];

  constructor(client: Route53Client, config: Route53AddressesConfig) {
    this.#client = client;
    this.#config = config;
  }

  async publish(meetingId: string, host: Host, before?: Address): Promise<Address | undefined> {
    const { publicIp: ip } = host;
    if (ip === undefined || host.state !== 'running') return undefined;
    const { domain } = this.#config;
    const address: Address = { name: roomName(meetingId, domain), ip, url: roomUrl(meetingId, domain) };
    const known = before?.name === address.name && before.ip === ip ? before : undefined;
    try {
      if (known?.pending === undefined)
        return known ?? { ...address, pending: await this.#change('UPSERT', address.name, ip) };
      const { ChangeInfo } = await this.#client.send(new GetChangeCommand({ Id: known.pending }));
      return ChangeInfo?.Status === 'INSYNC' ? address : known;
    } catch (error) {
      if (error instanceof Error && THROTTLES.has(error.name)) return known;
      throw error;
    }
  }

  /**
   * A record is deleted by the value that was recorded when it was written. One that is not there, or
   * has another value (its writer died before it could tell), is looked up and deleted as it is.
   */
  async remove(meetingId: string, recorded: readonly Address[]): Promise<void> {
    const name = roomName(meetingId, this.#config.domain);
    const ip = recorded.findLast((address) => address.name === name)?.ip;
    if (ip !== undefined && (await this.#delete(name, ip))) return;
    const [found] = await this.#records(name, 1);
    if (found?.name === name) await this.#delete(name, found.ip);
  }

  async published(): Promise<readonly PublishedAddress[]> {
    const suffix = `.${this.#config.domain}`;
    const records = await this.#records();
    return records.flatMap((address) => {
      const meetingId = address.name.endsWith(suffix) ? address.name.slice(0, -suffix.length) : '';
      return isMeetingId(meetingId) ? [{ meetingId, address }] : [];
    });
  }

  /** False when there is no such record. */
  async #delete(name: string, ip: string): Promise<boolean> {
    try {
      await this.#change('DELETE', name, ip);
      return true;
    } catch (error) {
      if (error instanceof InvalidChangeBatch) return false;
      throw error;
    }
  }

  /** A records, from this name on. */
  async #records(from?: string, atMost?: number): Promise<{ name: string; ip: string; url: string }[]> {
    const records: { name: string; ip: string; url: string }[] = [];
    let page: ListResourceRecordSetsResponse | undefined;
    for (;;) {
      const StartRecordName = page?.NextRecordName ?? from;
      page = await this.#client.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: this.#config.zoneId,
          ...(StartRecordName !== undefined && { StartRecordName, StartRecordType: page?.NextRecordType ?? 'A' }),
          ...(atMost !== undefined && { MaxItems: atMost }),
        }),
      );
      for (const { Name = '', Type, ResourceRecords } of page.ResourceRecordSets ?? []) {
        const name = Name.replace(/\.$/, '');
        const ip = ResourceRecords?.[0]?.Value;
        if (Type === 'A' && ip !== undefined) records.push({ name, ip, url: `https://${name}` });
      }
      if (atMost !== undefined || !page.IsTruncated) return records;
    }
  }

  /** Put into the next request, with all that is asked for in this moment. @returns the change's id */
  #change(Action: 'UPSERT' | 'DELETE', Name: string, ip: string): Promise<string> {
    const change: Change = {
      Action,
      ResourceRecordSet: { Name, Type: 'A', TTL, ResourceRecords: [{ Value: ip }] },
    };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const all = this.#waiting;
    this.#waiting = [];
    for (let start = 0; start < all.length; start += BATCH) await this.#request(all.slice(start, start + BATCH));
  }

  /** All or nothing: of several that do not go together, each is asked for alone. */
  async #request(batch: readonly Waiting[]): Promise<void> {
    try {
      const { ChangeInfo } = await this.#client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: this.#config.zoneId,
          ChangeBatch: { Changes: batch.map(({ change }) => change) },
        }),
      );
      const id = ChangeInfo?.Id?.replace(/^\/change\//, '') ?? '';
      for (const { resolve } of batch) resolve(id);
    } catch (error) {
      if (batch.length > 1 && error instanceof InvalidChangeBatch) {
        for (const one of batch) await this.#request([one]);
      } else for (const { reject } of batch) reject(error);
    }
  }
}
