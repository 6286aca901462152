import {
  type Change,
  ChangeResourceRecordSetsCommand,
  type ChangeResourceRecordSetsCommandInput,
  GetChangeCommand,
  type GetChangeCommandInput,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';

const PAGE = 3;

/** Fake of Route 53: atomic change batches, pending changes, small pages. */
export class FakeRoute53 {
  readonly client = new Route53Client({ region: 'us-east-1' });
  readonly zoneId = 'Z0123456789';
  /** Kinds of all requests: `change`, `poll` (GetChange), `list`. */
  readonly requests: string[] = [];
  /** Errors of the next requests, one each; undefined for a request that succeeds. */
  readonly refusals: (Error | undefined)[] = [];
  /** Number of GetChange requests until a change is INSYNC. */
  pollsUntilInSync = 2;
  /** True: `text` returns another value than the one written. */
  wrongTxtValue = false;
  readonly #records = new Map<string, ResourceRecordSet>();
  readonly #polls = new Map<string, number>();

  constructor(domain: string) {
    this.put({ Name: domain, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: 'ns. host. 1 7200 900 1209600 60' }] });
    this.put({ Name: domain, Type: 'NS', TTL: 900, ResourceRecords: [{ Value: 'ns.example' }] });
    mockClient(this.client)
      .on(ChangeResourceRecordSetsCommand)
      .callsFake((input: ChangeResourceRecordSetsCommandInput) => this.#change(input))
      .on(GetChangeCommand)
      .callsFake((input: GetChangeCommandInput) => this.#getChange(input))
      .on(ListResourceRecordSetsCommand)
      .callsFake((input: ListResourceRecordSetsCommandInput) => this.#list(input));
  }

  /** `name value` of all A records, sorted. */
  get names(): string[] {
    return [...this.#records.values()]
      .filter(({ Type }) => Type === 'A')
      .map(({ Name, ResourceRecords }) => `${Name} ${ResourceRecords?.[0]?.Value}`)
      .toSorted();
  }

  /** Value of a TXT record, as a resolver returns it. */
  text(name: string): string | undefined {
    const value = this.#records.get(`${name}. TXT`)?.ResourceRecords?.[0]?.Value;
    return this.wrongTxtValue ? 'something else' : value?.replaceAll('"', '');
  }

  record(name: string): ResourceRecordSet | undefined {
    return this.#records.get(`${name}. A`);
  }

  put(record: ResourceRecordSet): void {
    const Name = `${record.Name}.`;
    this.#records.set(`${Name} ${record.Type}`, { ...record, Name });
  }

  #receive(request: string): void {
    this.requests.push(request);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }

  #change({ ChangeBatch }: ChangeResourceRecordSetsCommandInput): unknown {
    this.#receive('change');
    const changes = ChangeBatch?.Changes ?? [];
    for (const change of changes) this.#requireMatch(change);
    for (const { Action, ResourceRecordSet: record } of changes) {
      if (Action === 'DELETE') this.#records.delete(`${record!.Name}. ${record!.Type}`);
      else this.put(record!);
    }
    const id = `C${this.requests.length}`;
    this.#polls.set(id, 0);
    return { ChangeInfo: { Id: `/change/${id}`, Status: 'PENDING', SubmittedAt: new Date(0) } };
  }

  #requireMatch({ Action, ResourceRecordSet: record }: Change): void {
    if (Action !== 'DELETE') return;
    const there = this.#records.get(`${record!.Name}. ${record!.Type}`);
    const same =
      there?.TTL === record!.TTL && JSON.stringify(there?.ResourceRecords) === JSON.stringify(record!.ResourceRecords);
    if (!same)
      throw new InvalidChangeBatch({ message: 'not found, or other values', $metadata: { httpStatusCode: 400 } });
  }

  #getChange({ Id = '' }: GetChangeCommandInput): unknown {
    this.#receive('poll');
    const polls = (this.#polls.get(Id) ?? 0) + 1;
    this.#polls.set(Id, polls);
    return { ChangeInfo: { Id, Status: polls >= this.pollsUntilInSync ? 'INSYNC' : 'PENDING' } };
  }

  #list({ StartRecordName, StartRecordType, MaxItems = PAGE }: ListResourceRecordSetsCommandInput): unknown {
    this.#receive('list');
    const from = StartRecordName === undefined ? '' : `${StartRecordName.replace(/\.$/, '')}. ${StartRecordType ?? ''}`;
    const all = [...this.#records.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).filter(([key]) => key >= from);
    const next = all[MaxItems]?.[1];
    return {
      ResourceRecordSets: all.slice(0, MaxItems).map(([, record]) => record),
      IsTruncated: next !== undefined,
      ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
    };
  }
}
