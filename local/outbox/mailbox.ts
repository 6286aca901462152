import { createHash } from 'node:crypto';
import type { Millis } from '../../steps/domain/instants.ts';
import { isoMillis } from '../../steps/domain/instants.ts';
import { toMime } from '../../steps/mail/mime.ts';
import type { Mail, MailMessage } from '../../steps/mail/ports.ts';
import type { Clock } from '../../steps/ports.ts';
import { Records } from '../files.ts';

/** A mail as it was sent. */
export interface StoredMail {
  readonly id: string;
  readonly at: string;
  readonly message: MailMessage;
  /** The mail in MIME. */
  readonly source: string;
}

/** More than this are deleted, the oldest first. */
const MOST_MAILS = 500;

/** The mail service of the local runtime: keeps mails in the data folder, and sends nothing. */
export class Mailbox implements Mail {
  readonly #records: Records<StoredMail>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(folder: string, clock: Pick<Clock, 'now'>) {
    this.#records = new Records(folder);
    this.#clock = clock;
  }

  async send(message: MailMessage): Promise<void> {
    const now = this.#clock.now();
    const source = (await toMime(message, new Date(now))).toString();
    const id = mailId(now, source);
    this.#records.put(id, { id, at: isoMillis(now), message, source });
    for (const { id: old } of this.all().slice(MOST_MAILS)) this.#records.delete(old);
  }

  /** Latest first. */
  all(): readonly StoredMail[] {
    return this.#records
      .all()
      .map(([, mail]) => mail)
      .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  get(id: string): StoredMail | undefined {
    return this.#records.get(id);
  }
}

/** Sorts by time. */
const mailId = (now: Millis, source: string): string =>
  `${String(now).padStart(15, '0')}-${createHash('sha256').update(source).digest('hex').slice(0, 12)}`;
