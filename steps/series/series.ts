import type { MeetingPlan } from '../api/plans/new-meeting.ts';
import { derivedId } from '../domain/ids.ts';
import type { Role } from '../domain/links.ts';
import type { SeriesMailed } from './series-mail.ts';
import type { Recurrence } from '../domain/series/occurrences.ts';
import type { Refusal } from '../domain/series/refusals.ts';

/** Meetings are created this many days before their date. */
export const DAYS_AHEAD = 60;

/** What happened to one date of a series. Once it has a meeting, no other one is created, also after that was moved or cancelled. */
export interface OccurrenceRecord {
  readonly meeting_id?: string;
  readonly refused?: { readonly reason: Refusal; readonly since: string; readonly last: string };
  /** How often its creation failed: the id of its meeting depends on it. */
  readonly failures?: number;
}

/** One row of the second table. */
export interface Series extends Recurrence {
  readonly id: string;
  readonly organiser: string;
  /** Increases with each write; the condition of the next write. */
  readonly version: number;
  readonly created_at: string;
  /** What each of its meetings gets. */
  readonly plan: MeetingPlan;
  /** Base URL of the API, for the links of the rooms. */
  readonly base_url: string;
  /** The version of the link of each role; 1 if absent. */
  readonly links?: Readonly<Record<Role, number>>;
  /** The link secret from which the keys of its links derive. */
  readonly key_id: string;
  /** A hash of the request that created it under an Idempotency-Key. */
  readonly body_hash?: string;
  /** Dates from this one on do not take place. */
  readonly ends_before?: string;
  readonly ended_at?: string;
  /** The organiser cancelled all dates from this one on, also those of the series that continue this one. */
  readonly cancelled_from?: string;
  /** The value of `ends_before` for which all meetings are surely cancelled. */
  readonly settled_for?: string;
  /** Rises with each change that its people are told; 0 if absent. */
  readonly sequence?: number;
  /** What its people were told by mail. Absent when they are told nothing: the deployment sent no mail. */
  readonly mailed?: Readonly<Partial<Record<Role, SeriesMailed>>>;
  /** When somebody must look at what its people are told. */
  readonly mail_at?: string;
  /** Dates that the organiser had cancelled in the series before. */
  readonly skipped?: readonly string[];
  /** The series that continues this one from `ends_before` on. `successor` is its first row, until it surely exists. */
  readonly followed_by?: string;
  readonly successor?: Series;
  /** The series that this one continues. */
  readonly follows?: string;
  /** Dates up to this one have a record, if they are after the first of them. */
  readonly filled_to?: string;
  /** By original date in the zone of the series: from a month ago to `filled_to`. */
  readonly occurrences: Readonly<Record<string, OccurrenceRecord>>;
}

/** The meeting of a date follows from series and date, so that a repeated run does not create another one. */
export const occurrenceId = (seriesId: string, date: string, failures = 0): string =>
  derivedId(`${seriesId}#${date}#${failures}`);

export const isCancelled = ({ ends_before, skipped }: Series, date: string): boolean =>
  (ends_before !== undefined && date >= ends_before) || (skipped?.includes(date) ?? false);
