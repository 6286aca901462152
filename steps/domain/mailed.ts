/** What a mail to a person of a meeting or a series can say. */
export const NOTICE_KINDS = ['invitation', 'moved', 'cancelled', 'extended', 'open', 'reminder'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** `UNSENT`: the mail service did not work for a day. `REFUSED`: it refused the message. The others stop all further mail. */
export const MAIL_PROBLEMS = ['UNSENT', 'REFUSED', 'BOUNCED', 'COMPLAINED'] as const;
export type MailProblemKind = (typeof MAIL_PROBLEMS)[number];

export interface MailProblem {
  readonly kind: MailProblemKind;
  readonly at: string;
}

/** The times that a person was told. */
export interface ToldPlan {
  readonly meet_time: string;
  readonly minutes: number;
  readonly at: string;
}

/** A right to send one mail to a person: until then, nobody else sends one. */
export interface MailLease {
  readonly kind: NoticeKind;
  readonly until: string;
}

/** How the mails to one person went. */
export interface MailState {
  readonly lease?: MailLease;
  /** Failed attempts to tell the state that `sequence` names: of a meeting (`sequenceOf`), or of a series. */
  readonly failures?: { readonly count: number; readonly sequence: number; readonly retry_at: string };
  /** A mail about times may have arrived although nothing says so: the person may know others than those that were told. */
  readonly unsure?: true;
  readonly last?: { readonly kind: NoticeKind; readonly at: string };
  readonly problem?: MailProblem;
}

/** What one person was told by mail. */
export interface Mailed extends MailState {
  /** The address that was told. Another address starts anew. */
  readonly to: string;
  readonly plan?: ToldPlan;
  readonly cancelled?: true;
  /** Minutes of the extensions that the person was told. */
  readonly extended?: number;
  /** The latest reminder: for which meeting time, and how many hours before. */
  readonly reminded?: { readonly meet_time: string; readonly hours: number };
  /** The person wants no reminders. */
  readonly reminders_off?: true;
  /** The person was told that the room is open and somebody waits. */
  readonly called?: true;
}
