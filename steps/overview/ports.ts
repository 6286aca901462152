/** Summaries of ended meetings by the day of their end in UTC, as texts. */
export interface Days {
  /** A day has each entry once. Returns false when the summary of the day is full. */
  add(day: string, entry: string): Promise<boolean>;
  /** Eventually consistent; in any order. */
  of(day: string): Promise<readonly string[]>;
}
