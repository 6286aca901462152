import { setTimeout } from 'node:timers/promises';
import { ChangeResourceRecordSetsCommand, GetChangeCommand, type Route53Client } from '@aws-sdk/client-route-53';

/** Milliseconds of the world's time between looks; a change takes about half a minute. */
const LOOK_EVERY = 5_000;
const TTL = 30;

/** Where the authority looks for the proof that the domain is ours. */
export interface Challenges {
  /** Answers once everybody can look it up. */
  put(name: string, value: string): Promise<void>;
  remove(name: string, value: string): Promise<void>;
}

/** TXT records in the zone, for the authority to look at. */
export class Route53Challenges implements Challenges {
  readonly #client: Route53Client;
  readonly #zoneId: string;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(client: Route53Client, zoneId: string, wait: (ms: number) => Promise<unknown> = setTimeout) {
    this.#client = client;
    this.#zoneId = zoneId;
    this.#wait = wait;
  }

  /** Waits as long as its function may. */
  async put(name: string, value: string): Promise<void> {
    const id = await this.#change('UPSERT', name, value);
    for (;;) {
      const { ChangeInfo } = await this.#client.send(new GetChangeCommand({ Id: id }));
      if (ChangeInfo?.Status === 'INSYNC') return;
      await this.#wait(LOOK_EVERY);
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
