import type { SeriesFields } from '../../promises/series-trace.ts';
import type { Millis } from '../../steps/domain/instants.ts';
import type { Fault } from '../plan/scenario.ts';

/** A series with the organiser's changes and with faults, as data. Its meetings get scenarios of their own. */
export interface SeriesScenario {
  readonly index: number;
  readonly seed: number;
  readonly id: string;
  /** When `POST /series` is sent. The other times are relative to it. */
  readonly start: Millis;
  /** When the run ends. */
  readonly until: Millis;
  readonly zone: string;
  /** Local time of the first date: `2027-01-04T16:00`. */
  readonly meetTime: string;
  readonly rule: string;
  readonly durationMinutes: number;
  /** Whether its people have e-mail addresses. */
  readonly hasMail: boolean;
  /** How often the series is requested at once. More than once only with an Idempotency-Key. */
  readonly requests: number;
  readonly edits: readonly SeriesEdit[];
  readonly outage: { readonly from: Millis; readonly until: Millis } | undefined;
  /** Another meeting at the time of a date, and a cap of one host. It is cancelled at `until`. */
  readonly blocked: { readonly date: number; readonly until: Millis } | undefined;
  readonly faults: readonly Fault[];
}

export type SeriesEdit =
  | { readonly at: Millis; readonly what: 'fill'; readonly all: boolean }
  | {
      readonly at: Millis;
      readonly what: 'end' | 'change';
      /** Whether it is sent for the first series, which may have a successor, or for the latest one. */
      readonly toFirst: boolean;
      /** Days from the day of the request to the first date that changes. */
      readonly days: number;
      readonly fields: SeriesFields;
    };
