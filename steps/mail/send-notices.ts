import { MailRefused } from '../domain/errors.ts';
import { isoMillis, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import { type Role, ROLES } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import {
  MAIL_LEASE,
  noticeFor,
  type Sending,
  withFailure,
  withLease,
  withNoticeTold,
  withoutRemains,
} from '../domain/notices.ts';
import type { Ports } from '../ports.ts';
import { inGroups, settleEach } from '../settle-all.ts';
import { calledMeetings, type TellCall } from '../telling/call.ts';
import { updateMeeting } from '../update-meeting.ts';
import { noticeMail } from './notice-mail.ts';
import type { MailSettings } from './ports.ts';
import { remindMeetings } from './reminders.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { outbox } from '../aws/dynamo-outbox.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { mail } from '../aws/ses-mail.ts';

/** The period of the run that finds reminders, and what was forgotten. */
export const SEND_EVERY: Millis = MINUTE;
/** What is older was forgotten: the call that follows a write takes less. */
const FORGOTTEN_AFTER: Millis = 30 * SECOND;
/** Meetings of one run of the timer. The next run continues. */
const MOST_MEETINGS = 300;
/** Meetings at the same time. SES allows a new account in production 14 mails a second. */
const AT_ONCE = 5;
/** Notices that one call sends to a person: a change, and what became due meanwhile. */
const MOST_NOTICES = 3;

type Needs = Pick<Ports, 'meetings' | 'outbox' | 'secrets' | 'mail' | 'settings' | 'clock' | 'log'>;

/**
 * Sends people of meetings what they must be told now. The row decides, and a lease in it gives one call the right to send one mail,
 * so that calls at the same time send it once. Repeatable: only a call that dies after the mail service accepted the
 * mail, and before it wrote that, leads to the same mail again, after the lease.
 */
export const sendNotices =
  (ports: Needs) =>
  async (input: TellCall): Promise<void> => {
    const { mail } = ports.settings;
    if (!mail) return;
    const send = (ids: readonly string[]): Promise<void> =>
      inGroups(ids, AT_ONCE, (id) => tellMeeting(ports, mail, id));
    const called = calledMeetings(input);
    if (called) return send(called);
    await settleEach(
      [
        async () => send(await ports.outbox.unmailed(isoMillis(ports.clock.now() - FORGOTTEN_AFTER), MOST_MEETINGS)),
        () => remindMeetings(ports, mail.reminders, send),
      ],
      (part) => part(),
    );
  };

async function tellMeeting(ports: Needs, mail: MailSettings, id: string): Promise<void> {
  const found = await ports.meetings.find(id);
  if (!found?.mailed) return;
  await settleEach(ROLES, (role) => tellPerson(ports, mail, found, role));
}

async function tellPerson(ports: Needs, mail: MailSettings, found: Meeting, role: Role): Promise<void> {
  let row: Meeting | undefined = found;
  for (let sent = 0; row && sent < MOST_NOTICES; sent++) {
    const sending = await lease(ports, mail, row, role);
    if (!sending) return;
    const write = await send(ports, mail, sending);
    row = await updateMeeting(ports.meetings, found.id, (now) => write(now, ports.clock.now()));
  }
}

/** Writes the lease of the next notice. @returns undefined when there is none now */
async function lease(
  { meetings, clock }: Needs,
  { reminders }: MailSettings,
  found: Meeting,
  role: Role,
): Promise<Sending | undefined> {
  let notice: ReturnType<typeof noticeFor>;
  const told = await updateMeeting(
    meetings,
    found.id,
    (row) => {
      const now = clock.now();
      notice = noticeFor(row, role, now, reminders);
      return notice ? withLease(row, role, notice, now + MAIL_LEASE * clock.speed) : withoutRemains(row, role, now);
    },
    found,
  );
  const held = told?.mailed?.[role]?.lease;
  return told && notice && held ? { told, role, notice, lease: held } : undefined;
}

type Write = (row: Meeting, now: Millis) => Meeting;

/** Sends the mail. @returns how the row changes */
async function send(
  { secrets, mail: service, clock, log }: Needs,
  settings: MailSettings,
  sending: Sending,
): Promise<Write> {
  const { told, role, notice } = sending;
  try {
    const secret = await secrets.linkSecret(told.key_id);
    await service.send(noticeMail({ meeting: told, role, notice, settings, secret, now: clock.now() }));
    log.count('MailsSent', 1);
    return (row, now) => withNoticeTold(row, sending, now);
  } catch (error) {
    const isRefused = error instanceof MailRefused;
    log.count('MailsFailed', 1);
    // The message of the service can have the address of the person.
    log.warn('a mail was not sent', { meetingId: told.id, role, notice: notice.kind, error: nameOf(error) });
    return (row, now) => (isRefused ? withNoticeTold(row, sending, now, 'REFUSED') : withFailure(row, sending, now));
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

export const handler = onLambda(sendNotices, { meetings, outbox, secrets, mail, settings });
