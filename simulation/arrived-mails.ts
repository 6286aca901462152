import type { MailTrace } from '../promises/mail-trace.ts';
import type { Millis } from '../steps/domain/instants.ts';
import { type Role, ROLES } from '../steps/domain/links.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import type { MailMessage } from '../steps/mail/ports.ts';

/** The mails of a meeting that arrived, from the mail service and from the writes of the row. */
export class ArrivedMails {
  readonly #mails: MailTrace[] = [];

  get mails(): readonly MailTrace[] {
    return this.#mails;
  }

  onMail({ role, to, notice, calendar }: MailMessage, at: Millis): void {
    const entry = calendar && {
      method: calendar.method,
      uid: field(calendar.text, 'UID'),
      sequence: Number(field(calendar.text, 'SEQUENCE')),
      start: `${field(calendar.text, 'DTSTART')} ${field(calendar.text, 'DTEND')}`,
    };
    this.#mails.push({ at, role, to: to.address, notice, ...(entry && { entry }), recorded: false });
  }

  /** A write that says what was sent last to a person is about the latest mail to that person. */
  onWrite(after: Meeting, before: Meeting | undefined): void {
    for (const role of ROLES) {
      const last = after.mailed?.[role]?.last;
      if (last !== undefined && last.at !== before?.mailed?.[role]?.last?.at) this.#record(role, last.kind);
    }
  }

  #record(role: Role, notice: MailTrace['notice']): void {
    const index = this.#mails.findLastIndex((mail) => mail.role === role && mail.notice === notice);
    const mail = this.#mails[index];
    if (mail) this.#mails[index] = { ...mail, recorded: true };
  }
}

const field = (text: string, name: string): string =>
  new RegExp(`^${name}[:;](.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
