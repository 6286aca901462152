import type { Mail, MailMessage } from '../../../steps/mail/ports.ts';

/** Runs in place of the mail service. */
export type MailService = (message: MailMessage, deliver: () => void) => Promise<void>;

/** The mailboxes of all people. Every mail arrives, unless `service` does something else. */
export class MailModel implements Mail {
  readonly delivered: MailMessage[] = [];
  readonly #service: MailService;

  constructor(service: MailService = async (_message, deliver) => deliver()) {
    this.#service = service;
  }

  send(message: MailMessage): Promise<void> {
    return this.#service(message, () => void this.delivered.push(message));
  }
}
