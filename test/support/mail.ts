import { once } from 'node:events';
import { type AddressObject, simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { toMime } from '../../steps/mail/mime.ts';
import type { Mail, MailMessage } from '../../steps/mail/ports.ts';
import type { ReceivedMail } from '../contracts/mail.ts';
import { ID, t } from './meeting.ts';

export const aMail = (fields: Partial<MailMessage> = {}): MailMessage => ({
  meetingId: ID,
  role: 'teacher',
  notice: 'invitation',
  from: { name: 'Lessons', address: 'lessons@school.example' },
  to: { name: 'Ada', address: 'ada@school.example' },
  subject: 'Your meeting with Ben',
  text: 'Hello',
  html: '<p>Hello</p>',
  language: 'en',
  ...fields,
});

/** Parses a mail with a library that the project does not use otherwise. */
export async function parseMail(source: string | Buffer): Promise<ReceivedMail & { readonly headers: string }> {
  const parsed = await simpleParser(source, { keepCidLinks: true });
  const file = parsed.attachments.find(({ contentType }) => contentType === 'application/ics');
  const alternative = /content-type: text\/calendar;[^]*?method=(\w+)/i.exec(String(source))?.[1];
  if ((file === undefined) !== (alternative === undefined)) throw new Error('a calendar file is in one place only');
  return {
    from: addressesIn(parsed.from)[0]!,
    to: [parsed.to, parsed.cc, parsed.bcc].flat().flatMap(addressesIn),
    subject: parsed.subject ?? '',
    text: (parsed.text ?? '').replace(/\n$/, ''),
    html: parsed.html || '',
    calendar: file && { method: alternative!, text: file.content.toString() },
    headers: String(source).split('\r\n\r\n')[0]!,
  };
}

const addressesIn = (header: AddressObject | undefined) =>
  header?.value.map(({ name, address = '' }) => ({ name, address })) ?? [];

/** A mail server that keeps what it gets, and the adapter that sends to it. */
export class SmtpRig implements Mail {
  readonly #arrived: { readonly source: Buffer; readonly recipients: readonly string[] }[] = [];
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        this.#arrived.push({ source: Buffer.concat(chunks), recipients });
        done();
      });
    },
  });

  async start(): Promise<this> {
    const server = this.#server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return this;
  }

  async send(message: MailMessage): Promise<void> {
    const { port } = this.#server.server.address() as { port: number };
    const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
    const raw = await toMime(message, new Date(t(-60)));
    await transport.sendMail({ envelope: { from: message.from.address, to: [message.to.address] }, raw });
    transport.close();
  }

  /** Parsed, with the addresses to which the server would deliver. */
  received(): Promise<ReceivedMail[]> {
    return Promise.all(
      this.#arrived.map(async ({ source, recipients }) => {
        const { headers: _headers, to, ...mail } = await parseMail(source);
        return { ...mail, to: to.filter(({ address }) => recipients.includes(address)) };
      }),
    );
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(resolve);
    });
  }
}
