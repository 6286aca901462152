import { isDeepStrictEqual } from 'node:util';
import { create, getIndexActions, type Table } from 'dynalite/db/index.js';

type Item = Readonly<Record<string, unknown>>;

/**
 * Makes the index of each table of the store follow from its items, in one write. dynalite writes index entries and their item
 * one after the other. A kill or a full disk between the two leaves an item that is missing from lists or is listed with old
 * data, or an entry without its item. No other process or dynalite may have the store open.
 * @returns the number of entries that were written or deleted
 */
export async function repairIndex(path: string): Promise<number> {
  const { db } = create({ path });
  await db.open();
  try {
    const entriesBelow = async <Value>(prefix: string): Promise<Map<string, Value>> =>
      new Map((await db.iterator({ gte: prefix, lt: `${prefix}\uFFFF` }).all()) as [string, Value][]);
    const changes: Parameters<typeof db.batch>[0][number][] = [];
    for (const table of (await entriesBelow<Table>('table~')).values()) {
      const items = await entriesBelow<Item>(`item-${table.TableName}~`);
      for (const index of table.GlobalSecondaryIndexes ?? []) {
        const prefix = `index-global~${table.TableName}~${index.IndexName}~`;
        const found = await entriesBelow<Item>(prefix);
        const wanted = new Map(
          [...items.values()]
            .flatMap((item) => getIndexActions([index], undefined, item, table).puts)
            .map(({ key, item }): [string, Item] => [prefix + key, stored(item)]),
        );
        for (const key of found.keys()) if (!wanted.has(key)) changes.push({ type: 'del', key });
        for (const [key, value] of wanted)
          if (!isDeepStrictEqual(found.get(key), value)) changes.push({ type: 'put', key, value });
      }
    }
    if (changes.length > 0) await db.batch(changes);
    return changes.length;
  } finally {
    await db.close();
  }
}

/** As the store returns it: without attributes that are undefined. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the value is one of JSON
const stored = (item: Item): Item => JSON.parse(JSON.stringify(item)) as Item;
