import type { SeriesPage, SeriesQuery, SeriesStore } from '../../../steps/series/ports.ts';
import type { Series } from '../../../steps/series/series.ts';

/** Called at once after each write. */
export type OnSeriesWrite = (after: Series, before: Series | undefined) => void;

/** Series in memory. */
export class MemorySeries implements SeriesStore {
  readonly #rows = new Map<string, Series>();
  readonly #onWrite: OnSeriesWrite | undefined;

  constructor(onWrite?: OnSeriesWrite) {
    this.#onWrite = onWrite;
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** Whether no series has something to tell. */
  get isAllTold(): boolean {
    return [...this.#rows.values()].every(({ mail_at }) => mail_at === undefined);
  }

  async find(id: string): Promise<Series | undefined> {
    return structuredClone(this.#rows.get(id));
  }

  async insert(series: Series): Promise<boolean> {
    if (this.#rows.has(series.id)) return false;
    this.#write(series);
    return true;
  }

  async replace(series: Series, seen: number): Promise<boolean> {
    if (this.#rows.get(series.id)?.version !== seen) return false;
    this.#write(series);
    return true;
  }

  #write(series: Series): void {
    const before = this.#rows.get(series.id);
    const after = structuredClone(series);
    this.#rows.set(series.id, after);
    this.#onWrite?.(after, before);
  }

  async list({ limit, after = '', organiser }: SeriesQuery): Promise<SeriesPage> {
    const isWanted = (row: Series): boolean =>
      row.id > after && (organiser === undefined || row.organiser === organiser);
    const ids = [...this.#rows.values()].flatMap((row) => (isWanted(row) ? [row.id] : [])).toSorted();
    const series = ids.slice(0, limit).map((id) => structuredClone(this.#rows.get(id)!));
    return { series, ...(series.length < ids.length && { after: series.at(-1)!.id }) };
  }

  async unmailed(until: string, limit: number): Promise<readonly string[]> {
    return [...this.#rows.values()]
      .filter(({ mail_at }) => mail_at !== undefined && mail_at <= until)
      .toSorted((a, b) => (a.mail_at! < b.mail_at! ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  }
}
