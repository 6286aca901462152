import type { ActionStore } from '../../steps/actions/ports.ts';
import { type Role, ROLES } from '../../steps/domain/links.ts';
import type { ListedMeeting } from '../../steps/domain/listed-meeting.ts';
import type { Meetings, OpenOrEnded } from '../../steps/ports.ts';
import { allSeries } from '../../steps/series/dates-ahead.ts';
import type { SeriesStore } from '../../steps/series/ports.ts';
import type { Series } from '../../steps/series/series.ts';
import type { EventRecord } from '../../steps/telling/webhooks.ts';

/** Events for webhooks, which are kept for 30 days. */
export interface Events {
  all(): AsyncIterable<EventRecord>;
  /** Replaces the event, if it still exists. */
  replace(event: EventRecord): Promise<void>;
}

export interface Stores {
  readonly meetings: Pick<Meetings, 'find' | 'list' | 'replace'>;
  readonly series: Pick<SeriesStore, 'find' | 'list' | 'replace'>;
  readonly events: Events;
  /** The record of actions. It names guests by their role only, so that nothing in it is erased. */
  readonly actions: Pick<ActionStore, 'list'>;
}

/** A record, and the roles that the person has in it. */
export interface Found<T> {
  readonly record: T;
  readonly roles: readonly Role[];
}

export interface RecordsOfPerson {
  readonly meetings: readonly Found<ListedMeeting>[];
  readonly series: readonly Found<Series>[];
  readonly events: readonly Found<EventRecord>[];
}

/** Everything with this e-mail address. Reads the lists of all meetings and series and all events: for a command, not for a route. */
export async function recordsOf(
  { meetings, series, events }: Omit<Stores, 'actions'>,
  email: string,
): Promise<RecordsOfPerson> {
  const found: { meetings: Found<ListedMeeting>[]; series: Found<Series>[]; events: Found<EventRecord>[] } = {
    meetings: [],
    series: [],
    events: [],
  };
  for (const openOrEnded of ['open', 'ended'] as const)
    for await (const record of listed(meetings, openOrEnded)) add(found.meetings, record, record, email);
  for (const record of await allSeries(series)) add(found.series, record, record.plan, email);
  for await (const record of events.all()) add(found.events, record, record.body.data.meeting ?? {}, email);
  return found;
}

type Addresses = { readonly [Field in `${Role}_email`]?: string | undefined };

function add<T>(found: Found<T>[], record: T, addresses: Addresses, email: string): void {
  const roles = ROLES.filter((role) => addresses[`${role}_email`]?.toLowerCase() === email.toLowerCase());
  if (roles.length > 0) found.push({ record, roles });
}

async function* listed(meetings: Pick<Meetings, 'list'>, openOrEnded: OpenOrEnded): AsyncGenerator<ListedMeeting> {
  let after: string | undefined;
  do {
    const page = await meetings.list({ openOrEnded, limit: 200, ...(after !== undefined && { after }) });
    yield* page.meetings;
    after = page.after;
  } while (after !== undefined);
}
