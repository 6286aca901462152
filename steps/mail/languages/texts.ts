import type { Word } from '../ports.ts';

export type { Word };

/** All texts of mails in one language. `name` is the other person, `time` a time with its zone. */
export interface MailTexts {
  readonly hello: (name: string) => string;
  readonly invitation: (name: string) => string;
  readonly moved: (name: string) => string;
  readonly cancelled: (name: string) => string;
  readonly extended: (name: string) => string;
  readonly open: (name: string) => string;
  readonly reminder: (name: string) => string;
  readonly before: (time: string) => string;
  readonly until: (time: string) => string;
  readonly reason: (text: string) => string;
  /** The button with the personal link. */
  readonly enter: string;
  /** What the person finds there, and that the link is personal. */
  readonly personal: string;
  readonly waits: (name: string) => string;
  /** Of a series, after its first date. */
  readonly further: (dates: string) => string;
  /** The first date that does not take place any more. */
  readonly from: (time: string) => string;
  /** Another series has the dates after the end of this one. */
  readonly continues: string;
  /** Turns off reminders. */
  readonly stop: string;
  readonly stopAsk: string;
  readonly stopped: string;
}

export type MailCatalogue = (word: Word) => MailTexts;
