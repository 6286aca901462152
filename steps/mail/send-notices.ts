import { isoMillis, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import { type Role, ROLES } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { blockOf, MAIL_LEASE } from '../domain/mail-attempts.ts';
import {
  addressOf,
  noticeFor,
  type Sending,
  withFailure,
  withLease,
  withNoticeTold,
  withoutLease,
  withoutRemains,
  withReport,
} from '../domain/notices.ts';
import { remindersToken } from '../domain/reminders-key.ts';
import { isBeforeDates, seriesMailedTo } from '../series/series-mail.ts';
import type { Series } from '../series/series.ts';
import { inGroups, settleEach } from '../settle-all.ts';
import { calledMeetings, type TellCall } from '../telling/call.ts';
import { updateMeeting } from '../update-meeting.ts';
import { noticeMail } from './notice-mail.ts';
import type { MailSettings } from './ports.ts';
import { remindMeetings } from './reminders.ts';
import { type MailPorts, sendMail } from './send-mail.ts';
import { tellAllSeries } from './tell-series.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { outbox } from '../aws/dynamo-outbox.ts';
import { series } from '../aws/dynamo-series.ts';
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

/**
 * Sends people of meetings and series what they must be told now. The row decides, and a lease in it gives one call the right to send
 * one mail, so that calls at the same time send it once. Repeatable: only a call that dies after the mail service accepted the
 * mail, and before it wrote that, leads to the same mail again, after the lease.
 */
export const sendNotices =
  (ports: MailPorts) =>
  async (input: TellCall): Promise<void> => {
    const { mail } = ports.settings;
    if (!mail) return;
    const send = (ids: readonly string[]): Promise<void> =>
      inGroups(ids, AT_ONCE, (id) => tellMeeting(ports, mail, id));
    const called = calledMeetings(input);
    if (called) return send(called);
    await settleEach(
      [
        () => tellAllSeries(ports, mail),
        async () => send(await ports.outbox.unmailed(isoMillis(ports.clock.now() - FORGOTTEN_AFTER), MOST_MEETINGS)),
        () => remindMeetings(ports, mail.reminders, send),
      ],
      (part) => part(),
    );
  };

async function tellMeeting(ports: MailPorts, mail: MailSettings, id: string): Promise<void> {
  const found = await ports.meetings.find(id);
  if (!found?.mailed) return;
  await settleEach(ROLES, (role) => tellPerson(ports, mail, found, role));
}

async function tellPerson(ports: MailPorts, mail: MailSettings, found: Meeting, role: Role): Promise<void> {
  const update = (write: Write) => updateMeeting(ports.meetings, found.id, (row) => write(row, ports.clock.now()));
  let row: Meeting | undefined = found;
  for (let sent = 0; row && sent < MOST_NOTICES; sent++) {
    const notice = noticeFor(row, role, ports.clock.now(), mail.reminders);
    const seen: Order | undefined = notice && orderIn(await seriesOf(ports, row), row, role, ports.clock.now());
    if (seen?.blocked) await update((now) => withReport(now, role, seen.blocked!, [seen.to], ports.clock.now()));
    if (seen?.blocked || seen?.waits || (seen?.remindersOff && notice?.kind === 'reminder')) return;
    const sending = await lease(ports, mail, row, role);
    if (!sending) return;
    // Again: with both leases written, one of two calls at the same time sees the other one.
    const series = await seriesOf(ports, sending.told);
    const order = orderIn(series, sending.told, role, ports.clock.now());
    if (order?.waits) {
      await update((now) => withoutLease(now, sending));
      return;
    }
    const remindersOf = order && series ? series : sending.told;
    row = await update(await send(ports, mail, sending, { series, remindersOf }));
  }
}

/** The series of a meeting, if its people are told about it by mail. */
async function seriesOf({ series }: MailPorts, { series_id }: Meeting): Promise<Series | undefined> {
  const row = series_id === undefined ? undefined : await series.find(series_id);
  return row?.mailed && row;
}

interface Order {
  readonly to: string;
  /** The mail about the series goes out first. */
  readonly waits: boolean;
  /** Mail about the series came back. */
  readonly blocked: 'BOUNCED' | 'COMPLAINED' | undefined;
  readonly remindersOff: boolean;
}

/** What a mail about a date has to respect. Undefined for a person who was not invited to the series. */
function orderIn(series: Series | undefined, meeting: Meeting, role: Role, now: Millis): Order | undefined {
  const to = addressOf(meeting, role);
  const mailed = series && seriesMailedTo(series, role);
  if (to === undefined || !mailed || addressOf(series.plan, role) !== to) return undefined;
  return {
    to,
    waits: isBeforeDates(series, role, now),
    blocked: blockOf(mailed),
    remindersOff: mailed.reminders_off === true,
  };
}

/** Writes the lease of the next notice. @returns undefined when there is none now */
async function lease(
  { meetings, clock }: MailPorts,
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
    { found },
  );
  const held = told?.mailed?.[role]?.lease;
  return told && notice && held ? { told, role, notice, lease: held } : undefined;
}

type Write = (row: Meeting, now: Millis) => Meeting;

/** Sends the mail. @returns how the row changes */
async function send(
  ports: MailPorts,
  settings: MailSettings,
  sending: Sending,
  { series, remindersOf }: { readonly series: Series | undefined; readonly remindersOf: Series | Meeting },
): Promise<Write> {
  const { told, role, notice } = sending;
  const result = await sendMail(ports, { meetingId: told.id, role, notice: notice.kind }, async () => {
    const secret = await ports.secrets.linkSecret(told.key_id);
    const unsubscribe = notice.kind === 'reminder' ? await addressToStop(ports, told, remindersOf, role) : undefined;
    return noticeMail({ meeting: told, series, role, notice, settings, secret, now: ports.clock.now(), unsubscribe });
  });
  if (result === 'failed' || result === 'unsent')
    return (row, now) => withFailure(row, sending, now, result === 'failed');
  return (row, now) => withNoticeTold(row, sending, now, result === 'refused' ? 'REFUSED' : undefined);
}

/** Where the person turns off reminders: of the meeting, or of its series. Undefined in rows that do not know the API. */
async function addressToStop(
  { secrets }: MailPorts,
  told: Meeting,
  { id, key_id, base_url }: Pick<Meeting, 'id' | 'key_id' | 'base_url'>,
  role: Role,
): Promise<string | undefined> {
  const to = addressOf(told, role);
  if (base_url === undefined || to === undefined) return undefined;
  return `${base_url}/reminders/${remindersToken(await secrets.linkSecret(key_id), { id, role }, to)}`;
}

export const handler = onLambda(sendNotices, { meetings, series, outbox, secrets, mail, settings });
