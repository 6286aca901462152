import type { MailTrace } from './mail-trace.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import type { Series } from '../steps/series/series.ts';

/** What is known about one series with its successors. */
export interface SeriesTrace {
  readonly rows: readonly SeriesRowTrace[];
  /** Meetings of any of them, also those that were not accepted. */
  readonly meetings: readonly OccurrenceTrace[];
  /** Runs of the step that creates the meetings, in order of their ends. */
  readonly runs: readonly FillRun[];
  /** The organiser's changes and ends of series. */
  readonly requests: readonly SeriesRequest[];
  /** Absent when it is not known. */
  readonly told?: SeriesMailTrace;
  /** Times at which the cap refused other meetings. */
  readonly blocked: readonly { readonly at: Millis; readonly until: Millis }[];
}

export interface SeriesMailTrace {
  /** About the series and their dates, in order. */
  readonly mails: readonly MailTrace[];
  /** Until when they were looked at. */
  readonly until: Millis;
}

export interface SeriesRowTrace {
  /** After the last write. */
  readonly row: Series;
  readonly insertedAt: Millis;
  /** When its end was written, the last time. */
  readonly endedAt: Millis | undefined;
}

export interface OccurrenceTrace {
  readonly seriesId: string;
  /** The original date. */
  readonly date: string;
  readonly acceptedAt: Millis | undefined;
  /** The meeting time that it was created with. */
  readonly createdFor: string;
  readonly row: Meeting;
  /** Whether somebody asked to cancel or end this meeting alone. */
  readonly endRequested: boolean;
}

export interface FillRun {
  readonly from: Millis;
  readonly until: Millis;
  /** Undefined when it was for all series. */
  readonly seriesId: string | undefined;
  /** It ended without an error, and no fault and no outage hit it. */
  readonly undisturbed: boolean;
}

export interface SeriesRequest {
  readonly sentAt: Millis;
  readonly at: Millis;
  readonly status: number;
  readonly id: string;
  readonly from: string;
  readonly request:
    | { readonly what: 'end' }
    | {
        readonly what: 'change';
        readonly fields: SeriesFields;
        /** The series in the response. */
        readonly successor: string | undefined;
      };
}

export interface SeriesFields {
  readonly teacher_name?: string;
  readonly duration_minutes?: number;
  /** Local time: `2027-01-04T16:00`. */
  readonly meet_time?: string;
  readonly rrule?: string;
}
