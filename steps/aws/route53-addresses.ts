import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsResponse,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { Throttled } from '../domain/errors.ts';
import type { Address } from '../domain/meeting.ts';
import { isMeetingId } from '../domain/ids.ts';
import { roomName, roomUrl } from '../domain/rooms.ts';
import type { Addresses, NetworkHost, PublishedAddress } from '../ports.ts';

export interface Route53AddressesConfig {
  readonly zoneId: string;
  /** Lower case, without a dot at the end. */
  readonly domain: string;
}

/** Seconds. Short, so that clients find the replacement of a host soon. */
const TTL = 30;
/** Changes in one request. The limit of Route 53 is 1,000 values, and an UPSERT counts twice. */
const BATCH = 100;

/** Error codes of requests without effect: an account has five requests per second, and a zone takes one change at a time. */
const THROTTLES = new Set(['Throttling', 'ThrottlingException', 'PriorRequestNotComplete', 'RequestLimitExceeded']);

interface PendingChange {
  readonly change: Change;
  readonly resolve: (changeId: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Names of rooms in Route 53: one A record for each meeting. An account has five requests per second, so a name needs
 * few: one to write it, one or two until it is in sync, one to delete it. Changes of the same moment share a request.
 */
export class Route53Addresses implements Addresses {
  readonly #client: Route53Client;
  readonly #config: Route53AddressesConfig;
  #pending: PendingChange[] = [];

  constructor(client: Route53Client, config: Route53AddressesConfig) {
    this.#client = client;
    this.#config = config;
  }

  async publish(meetingId: string, host: NetworkHost, before?: Address): Promise<Address | undefined> {
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
   * Deletes the record by its recorded value. A record without a recorded value, or with another one (its writer failed
   * before it updated the row), is looked up first.
   */
  remove(meetingId: string, recorded: readonly Address[]): Promise<void> {
    return recognizeThrottling(() => this.#remove(meetingId, recorded));
  }

  async #remove(meetingId: string, recorded: readonly Address[]): Promise<void> {
    const name = roomName(meetingId, this.#config.domain);
    const ip = recorded.findLast((address) => address.name === name)?.ip;
    if (ip !== undefined && (await this.#delete(name, ip))) return;
    const [found] = await this.#records(name, 1);
    if (found?.name === name) await this.#delete(name, found.ip);
  }

  async published(): Promise<readonly PublishedAddress[]> {
    const suffix = `.${this.#config.domain}`;
    const records = await recognizeThrottling(() => this.#records());
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

  /** A records, starting at this name. */
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

  /** Adds a change to the next request, with all changes of the same moment. @returns the id of the change */
  #change(Action: 'UPSERT' | 'DELETE', Name: string, ip: string): Promise<string> {
    const change: Change = {
      Action,
      ResourceRecordSet: { Name, Type: 'A', TTL, ResourceRecords: [{ Value: ip }] },
    };
    return new Promise((resolve, reject) => {
      this.#pending.push({ change, resolve, reject });
      if (this.#pending.length === 1) queueMicrotask(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const all = this.#pending;
    this.#pending = [];
    for (let start = 0; start < all.length; start += BATCH) await this.#request(all.slice(start, start + BATCH));
  }

  /** Route 53 applies all changes of a request or none, so after a failure each change is sent alone. */
  async #request(batch: readonly PendingChange[]): Promise<void> {
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

/** @throws Throttled in place of the SDK's error */
async function recognizeThrottling<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && THROTTLES.has(error.name)) throw new Throttled(error.message, { cause: error });
    throw error;
  }
}
