import type { Series } from './series.ts';

export interface SeriesQuery {
  readonly limit: number;
  /** Cursor of the previous page: the id of its last series. */
  readonly after?: string | undefined;
  /** Only series of this organiser, who is no administrator; undefined for all. */
  readonly organiser?: string | undefined;
}

export interface SeriesPage {
  readonly series: readonly Series[];
  /** Cursor of the next page; absent on the last page. */
  readonly after?: string;
}

/** The series, in the table of everything that is not a meeting. Reads of a single row are strongly consistent. */
export interface SeriesStore {
  find(id: string): Promise<Series | undefined>;
  /** Returns false when a row with this id exists. */
  insert(series: Series): Promise<boolean>;
  /** Writes the whole row if the stored row has version `seen`. Otherwise returns false. */
  replace(series: Series, seen: number): Promise<boolean>;
  /** Series by id. Eventually consistent. */
  list(query: SeriesQuery): Promise<SeriesPage>;
  /** Ids of series whose `mail_at` is not after an instant, the oldest first. Eventually consistent. */
  unmailed(until: string, limit: number): Promise<readonly string[]>;
}

/** Starts the step that creates the meetings of a series. */
export interface SeriesRuns {
  /** Returns as soon as the step is requested. The daily run does the same, so a failure only delays it. */
  start(seriesId: string): Promise<void>;
}
