import {
  BadRequestException,
  InternalServiceErrorException,
  MessageRejected,
  SendEmailCommand,
  SESv2Client,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SesMail } from '../../../steps/aws/ses-mail.ts';
import { MailRefused, MailUnsent } from '../../../steps/domain/errors.ts';
import { aMail } from '../../support/mail.ts';
import { ID, t } from '../../support/meeting.ts';

const ses = mockClient(SESv2Client);
afterEach(() => void ses.reset());
const mail = new SesMail(new SESv2Client({}), 'elephant-meetings', { now: () => t(-60) });

describe('SES', () => {
  it('gets the mail with the configuration set, and with tags by which its bounces are found', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
    await mail.send(aMail({ role: 'student', notice: 'moved', to: { name: 'Ben', address: 'ben@home.example' } }));
    expect(ses.commandCalls(SendEmailCommand)[0]!.args[0].input).toMatchObject({
      FromEmailAddress: 'lessons@school.example',
      Destination: { ToAddresses: ['ben@home.example'] },
      ConfigurationSetName: 'elephant-meetings',
      EmailTags: [
        { Name: 'meeting', Value: ID },
        { Name: 'role', Value: 'student' },
        { Name: 'notice', Value: 'moved' },
      ],
    });
  });

  it.each([
    ['the message', new MessageRejected({ message: 'Email address is not verified: ben@home.example', $metadata: {} })],
    ['the address', new BadRequestException({ message: 'Missing final @domain', $metadata: {} })],
  ])('that refuses %s is a refusal, whose message has no address', async (_what, error) => {
    ses.on(SendEmailCommand).rejects(error);
    const thrown = await mail.send(aMail()).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(MailRefused);
    expect(String(thrown)).not.toContain('@');
  });

  it('that is throttled did not take the mail', async () => {
    ses.on(SendEmailCommand).rejects(new TooManyRequestsException({ message: 'rate', $metadata: {} }));
    await expect(mail.send(aMail())).rejects.toBeInstanceOf(MailUnsent);
  });

  it('that fails or does not answer may have taken it', async () => {
    const failure = new InternalServiceErrorException({ message: 'failed', $metadata: {} });
    for (const error of [failure, new Error('timeout')]) {
      ses.on(SendEmailCommand).rejects(error);
      await expect(mail.send(aMail())).rejects.toBe(error);
    }
  });
});
