import {
  BadRequestException,
  MessageRejected,
  SendEmailCommand,
  SESv2Client,
  SESv2ServiceException,
} from '@aws-sdk/client-sesv2';
import { MailRefused, MailUnsent } from '../domain/errors.ts';
import type { Mail, MailMessage } from '../mail/ports.ts';
import { toMime } from '../mail/mime.ts';
import type { Clock } from '../ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/**
 * Mail through SES. No retry by the client: a call without a response may have sent the mail, so the row counts each attempt. The tags
 * come back with the events of the configuration set, for example when the mail bounces.
 */
export class SesMail implements Mail {
  readonly #client: SESv2Client;
  readonly #configurationSet: string;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(client: SESv2Client, configurationSet: string, clock: Pick<Clock, 'now'>) {
    this.#client = client;
    this.#configurationSet = configurationSet;
    this.#clock = clock;
  }

  async send(message: MailMessage): Promise<void> {
    const { from, to, meetingId, role, notice } = message;
    const Data = await toMime(message, new Date(this.#clock.now()));
    const tags = { meeting: meetingId, role, notice };
    try {
      await this.#client.send(
        new SendEmailCommand({
          FromEmailAddress: from.address,
          Destination: { ToAddresses: [to.address] },
          Content: { Raw: { Data } },
          ConfigurationSetName: this.#configurationSet,
          EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
    } catch (error) {
      if (error instanceof MessageRejected || error instanceof BadRequestException)
        throw new MailRefused('SES refuses the mail', { cause: error });
      // Of the account or of its limits. After all others, SES may have taken the mail.
      if (error instanceof SESv2ServiceException && error.$fault === 'client')
        throw new MailUnsent(`SES: ${error.name}`, { cause: error });
      throw error;
    }
  }
}

export const mail = adapter(
  { MAIL_CONFIGURATION_SET: text },
  (env, { clock, traced }): Mail =>
    new SesMail(traced(new SESv2Client({ ...clientConfig, maxAttempts: 1 })), env.MAIL_CONFIGURATION_SET, clock),
);
