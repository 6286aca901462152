import * as z from 'zod/mini';
import { isRole } from '../domain/links.ts';
import { withReport } from '../domain/notices.ts';
import { parse } from '../meeting/step-schemas.ts';
import type { Ports } from '../ports.ts';
import { withSeriesReport } from '../series/series-mail.ts';
import { updateSeries } from '../series/update-series.ts';
import { updateMeeting } from '../update-meeting.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { series } from '../aws/dynamo-series.ts';

const recipients = z.array(z.object({ emailAddress: z.string() }));

/** An event of SES on the bus of EventBridge. The tags are those of `ses-mail.ts`. */
export const bounceEvent = z.object({
  detail: z.object({
    bounce: z.optional(z.object({ bounceType: z.string(), bouncedRecipients: recipients })),
    complaint: z.optional(z.object({ complainedRecipients: recipients })),
    mail: z.object({ tags: z.object({ meeting: z.array(z.string()), role: z.array(z.string()) }) }),
  }),
});
export type BounceEvent = z.infer<typeof bounceEvent>;

/**
 * Records in the row that an address does not exist, or that its owner does not want these mails. Nothing more is sent to it about this
 * meeting or series. Repeatable.
 */
export const recordBounce =
  ({ meetings, series, clock, log }: Pick<Ports, 'meetings' | 'series' | 'clock' | 'log'>) =>
  async (event: BounceEvent): Promise<void> => {
    const { bounce, complaint, mail } = parse(bounceEvent, event).detail;
    const [id = '', role = ''] = [mail.tags.meeting[0], mail.tags.role[0]];
    // The other kinds of bounces pass, such as a full mailbox.
    const bounced = bounce?.bounceType === 'Permanent' ? bounce.bouncedRecipients : [];
    const kind = complaint ? 'COMPLAINED' : 'BOUNCED';
    const addresses = [...bounced, ...(complaint?.complainedRecipients ?? [])].map(({ emailAddress }) => emailAddress);
    if (!isRole(role) || addresses.length === 0) return;
    const now = clock.now();
    const reported = addresses.map(addressOnly);
    const meeting = await updateMeeting(meetings, id, (row) => withReport(row, role, kind, reported, now));
    if (!meeting) await updateSeries(series, id, (row) => withSeriesReport(row, role, kind, reported, now));
    log.info('a mail came back', { meetingId: id, role, kind });
  };

/** `Ben <ben@home.example>` -> `ben@home.example` */
const addressOnly = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;

export const handler = onLambda(recordBounce, { meetings, series });
