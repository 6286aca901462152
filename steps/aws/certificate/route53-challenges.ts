import { setTimeout } from 'node:timers/promises';
import { ChangeResourceRecordSetsCommand, GetChangeCommand, type Route53Client } from '@aws-sdk/client-route-53';

/** Milliseconds of real time between polls. A change takes about 30 seconds. */
const POLL_EVERY = 5_000;
const TTL = 30;

/** Records with which the authority verifies that we control the domain. */
export interface Challenges {
  /** Resolves when all name servers of the zone have the record. */
  put(name: string, value: string): Promise<void>;
  remove(name: string, value: string): Promise<void>;
}

/** TXT records in the hosted zone. */
export class Route53Challenges implements Challenges {
  readonly #client: Route53Client;
  readonly #zoneId: string;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(client: Route53Client, zoneId: string, wait: (ms: number) => Promise<unknown> = setTimeout) {
    this.#client = client;
    this.#zoneId = zoneId;
    this.#wait = wait;
  }

  /** Has no limit of its own: the time-out of the function ends it. */
  async put(name: string, value: string): Promise<void> {
    const id = await this.#change('UPSERT', name, value);
    for (;;) {
      const { ChangeInfo } = await this.#client.send(new GetChangeCommand({ Id: id }));
      if (ChangeInfo?.Status === 'INSYNC') return;
      await this.#wait(POLL_EVERY);
    }
  }

  async remove(name: string, value: string): Promise<void> {
    await this.#change('DELETE', name, value);
  }

  async #change(Action: 'UPSERT' | 'DELETE', Name: string, value: string): Promise<string> {
    const ResourceRecordSet = { Name, Type: 'TXT' as const, TTL, ResourceRecords: [{ Value: `"${value}"` }] };
    const { ChangeInfo } = await this.#client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: this.#zoneId,
        ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
      }),
    );
    return ChangeInfo?.Id?.replace(/^\/change\//, '') ?? '';
  }
}
