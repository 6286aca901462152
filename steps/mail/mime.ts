import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailAddress, MailMessage } from './ports.ts';

/** Breaks would end a header. The API refuses them in names; here they become spaces. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

const toAddress = ({ name, address }: MailAddress) => ({ name: oneLine(name ?? ''), address: oneLine(address) });

/** The mail as the mail service gets it (RFC 5322, MIME). The calendar file is an alternative for mail programs, and an attachment. */
export function toMime(message: MailMessage, date: Date): Promise<Buffer> {
  const { from, to, subject, text, html, calendar, language, unsubscribe } = message;
  const composer = new MailComposer({
    from: toAddress(from),
    to: toAddress(to),
    subject: oneLine(subject),
    date,
    text,
    html,
    textEncoding: 'B',
    ...(calendar && { icalEvent: { method: calendar.method, content: calendar.text, filename: 'invite.ics' } }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': language,
      ...(unsubscribe !== undefined && {
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
