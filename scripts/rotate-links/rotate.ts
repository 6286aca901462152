import { actOf } from '../../steps/domain/actions.ts';
import { type Millis, MINUTE } from '../../steps/domain/instants.ts';
import { keyIdIn, type KeyRing, withKey, withUsedKeys } from '../../steps/domain/key-ring.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { mayReissue, withKeyId } from '../../steps/domain/reissue.ts';
import type { Meetings } from '../../steps/ports.ts';
import type { SeriesStore } from '../../steps/series/ports.ts';
import { updateSeries } from '../../steps/series/update-series.ts';
import { updateMeeting } from '../../steps/update-meeting.ts';
import type { KeyStore } from './key-store.ts';
import { seriesAhead } from '../../steps/series/dates-ahead.ts';

/**
 * A key can be dropped this long after the latest change. Until then, functions whose cache is five minutes old schedule
 * meetings with the key that was current before.
 */
const SETTLED_AFTER: Millis = 15 * MINUTE;

export interface Needs {
  readonly keyStore: KeyStore;
  readonly meetings: Pick<Meetings, 'find' | 'list' | 'replace'>;
  readonly series: Pick<SeriesStore, 'find' | 'list' | 'replace'>;
  readonly now: Millis;
  /** Returns a new secret of at least 32 characters. */
  readonly newSecret: () => string;
}

export interface Rotation {
  readonly newKey: boolean;
  readonly reissue: boolean;
}

export interface Rotated {
  readonly current: string;
  readonly dropped: readonly string[];
  /** Keys that nothing uses, but that cannot be dropped yet. */
  readonly waiting: readonly string[];
  /** Ids of the meetings with new links. */
  readonly reissued: readonly string[];
  /** Ids of the series with new links. */
  readonly series: readonly string[];
  /** Ids of open meetings that keep another key until their end. */
  readonly underWay: readonly string[];
}

/** Another run changed the keys at the same time. */
export class Interfered extends Error {
  override readonly name = 'Interfered';
}

/**
 * Drops the keys that no open meeting and no series ahead uses, adds a key, and moves meetings and series to the current key. Each part can be interrupted and
 * repeated: a key is stored before a meeting uses it, and dropped after none does.
 * @throws Interfered
 */
export async function rotate(needs: Needs, { newKey, reissue }: Rotation): Promise<Rotated> {
  const { keyStore, meetings, series, now, newSecret } = needs;
  const before = await keyStore.read();
  const used = await usedKeys(needs, before.ring);
  const isSettled = now >= before.changedAt + SETTLED_AFTER;
  const kept = isSettled ? withUsedKeys(before.ring, (id) => used.has(id)) : before.ring;
  const ring = newKey ? withKey(kept, newSecret()) : kept;
  const dropped = Object.keys(before.ring.keys).filter((id) => !(id in ring.keys));
  if ((newKey || dropped.length > 0) && !(await keyStore.replace(ring, before.version))) throw new Interfered();
  const { current } = ring;
  const waiting = isSettled ? [] : Object.keys(before.ring.keys).filter((id) => id !== current && !used.has(id));
  if (!reissue) return { current, dropped, waiting, reissued: [], series: [], underWay: [] };
  const reissued: string[] = [];
  const underWay: string[] = [];
  for await (const id of openMeetings(meetings)) {
    let before: string | undefined;
    const reissueLinks = (found: Meeting): Meeting => {
      before = found.key_id;
      return withKeyId(found, current);
    };
    const row = await updateMeeting(meetings, id, reissueLinks, { act: actOf({ kind: 'operator' }, now) });
    if (row?.key_id === current && before !== current) reissued.push(id);
    else if (row && row.status !== 'ENDED' && row.key_id !== current && !mayReissue(row)) underWay.push(id);
  }
  const ahead = (await seriesAhead(series, now)).filter(({ key_id }) => key_id !== current);
  for (const { id } of ahead) await updateSeries(series, id, (row) => ({ ...row, key_id: current }));
  // Meanwhile another run may have dropped the key that this one gave to meetings.
  if ((await keyStore.read()).ring.current !== current) throw new Interfered();
  return { current, dropped, waiting, reissued, series: ahead.map(({ id }) => id), underWay };
}

/** Ids of the keys of all open meetings, read from the rows, because the index does not hold them, and of series. */
async function usedKeys({ meetings, series, now }: Needs, ring: KeyRing): Promise<ReadonlySet<string>> {
  const used = new Set((await seriesAhead(series, now)).map(({ key_id }) => key_id));
  for await (const id of openMeetings(meetings)) {
    const row = await meetings.find(id);
    if (row) used.add(keyIdIn(ring, row.key_id));
  }
  return used;
}

async function* openMeetings(meetings: Pick<Meetings, 'list'>): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await meetings.list({ openOrEnded: 'open', limit: 200, ...(after !== undefined && { after }) });
    for (const { id } of page.meetings) yield id;
    after = page.after;
  } while (after !== undefined);
}
