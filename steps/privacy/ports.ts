/** How long names and addresses are kept. */
export interface Retention {
  /** Days after the time of a meeting, and after the last date of a series. */
  readonly days: number;
}
