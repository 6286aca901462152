import type { Role } from '../domain/links.ts';
import type { NoticeKind } from '../domain/mailed.ts';

/** What people read for a meeting. The operator decides. */
export const WORDS = ['meeting', 'lesson'] as const;
export type Word = (typeof WORDS)[number];

export interface MailAddress {
  readonly name?: string;
  readonly address: string;
}

/** A file for the calendar of the recipient (RFC 5545, RFC 6047). */
export interface CalendarPart {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly text: string;
}

/** One mail to one person of a meeting or a series. Names and texts are as people wrote them: an adapter encodes them. */
export interface MailMessage {
  /** Of a meeting, or of a series. */
  readonly meetingId: string;
  readonly role: Role;
  readonly notice: NoticeKind;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47. */
  readonly language: string;
  readonly calendar?: CalendarPart;
  /** Where one request turns off such mails (RFC 8058). */
  readonly unsubscribe?: string;
}

/** The mail service. */
export interface Mail {
  /**
   * Sends one mail. It was sent when the promise resolves. After any error but these it may have been sent.
   * @throws MailUnsent the service did not take the mail; repeat it later
   * @throws MailRefused the service refuses this mail to this address; a repetition would be refused, too
   */
  send(message: MailMessage): Promise<void>;
}

/** Mail of a deployment. */
export interface MailSettings {
  readonly from: MailAddress;
  /** Hours before the meeting time at which people are reminded. */
  readonly reminders: readonly number[];
  readonly word: Word;
}
