import type { NoticeKind } from '../steps/domain/mailed.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';

/** An entry of a calendar file. */
export interface EntryTrace {
  readonly method: string;
  readonly uid: string;
  readonly sequence: number;
  readonly start: string;
  /** Of one date of a series. */
  readonly recurrence?: string;
  /** The last time of a series, in the form of UNTIL. Absent without an end. */
  readonly until?: string;
}

/** A mail that arrived. */
export interface MailTrace {
  readonly at: Millis;
  /** The id of the meeting or of the series. */
  readonly about: string;
  readonly role: Role;
  readonly to: string;
  readonly notice: NoticeKind;
  /** The first entry of its calendar file, if it has one. */
  readonly entry?: EntryTrace;
  /** The other ones: dates of a series that differ from its rule. */
  readonly dates?: readonly EntryTrace[];
  /** The mail service delivered it a second time. */
  readonly repeated?: true;
  /** When it was sent, the row said that a mail before it may have arrived or not. */
  readonly unsure?: true;
  /** The row says that it was sent, and says so since before any other mail to this person. */
  readonly recorded: boolean;
}
