import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { Mailbox } from '../../local/outbox/mailbox.ts';
import { MailModel } from '../../simulation/world/model/mail.ts';
import { SesMail } from '../../steps/aws/ses-mail.ts';
import { parseMail, SmtpRig } from '../support/mail.ts';
import { t } from '../support/meeting.ts';
import { newFolder } from '../support/runtime.ts';
import { mailContract } from './mail.ts';

const clock = { now: () => t(-60) };

mailContract('SesMail', async () => {
  const ses = mockClient(SESv2Client);
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  return {
    mail: new SesMail(new SESv2Client({}), 'elephant-meetings', clock),
    received: () =>
      Promise.all(
        ses.commandCalls(SendEmailCommand).map(async ({ args: [{ input }] }) => {
          const mail = await parseMail(Buffer.from(input.Content!.Raw!.Data!));
          const { ToAddresses = [] } = input.Destination!;
          return { ...mail, to: mail.to.filter(({ address }) => ToAddresses.includes(address)) };
        }),
      ),
    close: async () => ses.restore(),
  };
});

mailContract('Mailbox of the local runtime', async () => {
  const folder = newFolder();
  const mail = new Mailbox(join(folder, 'outbox'), clock);
  return {
    mail,
    received: () => Promise.all(mail.all().map(({ source }) => parseMail(source))),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

mailContract('a mail server', async () => {
  const rig = await new SmtpRig().start();
  return { mail: rig, received: () => rig.received(), close: () => rig.stop() };
});

mailContract('MailModel', async () => {
  const mail = new MailModel();
  return {
    mail,
    received: async () =>
      mail.delivered.map(({ from, to, subject, text, html, calendar }) => ({
        from: { name: '', ...from },
        to: [{ name: '', ...to }],
        subject,
        text,
        html,
        calendar,
      })),
  };
});
