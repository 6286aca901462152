import { MailRefused, MailUnsent } from '../domain/errors.ts';
import type { Ports } from '../ports.ts';
import type { MailMessage } from './ports.ts';

export type MailPorts = Pick<
  Ports,
  'meetings' | 'series' | 'outbox' | 'secrets' | 'mail' | 'settings' | 'clock' | 'log'
>;

/** `unsent`: it was not sent, and a later attempt can succeed. `failed`: it may have been sent. */
export type MailResult = 'sent' | 'refused' | 'unsent' | 'failed';

/** Sends a mail. @param compose may read what it needs; undefined when there is nothing to send */
export async function sendMail(
  { mail, log }: MailPorts,
  what: { readonly meetingId: string; readonly role: string; readonly notice: string },
  compose: () => Promise<MailMessage | undefined>,
): Promise<MailResult | 'nothing'> {
  let isComposed = false;
  try {
    const message = await compose();
    if (!message) return 'nothing';
    isComposed = true;
    await mail.send(message);
    log.count('MailsSent', 1);
    return 'sent';
  } catch (error) {
    log.count('MailsFailed', 1);
    // The message of the service can have the address of the person.
    log.warn('a mail was not sent', { ...what, error: error instanceof Error ? error.name : typeof error });
    if (error instanceof MailRefused) return 'refused';
    return isComposed && !(error instanceof MailUnsent) ? 'failed' : 'unsent';
  }
}
