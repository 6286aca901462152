import { isoMillis } from '../domain/instants.ts';
import { type Role, ROLES } from '../domain/links.ts';
import { isLeased, MAIL_LEASE } from '../domain/mail-attempts.ts';
import type { Meeting } from '../domain/meeting.ts';
import {
  seriesMailedTo,
  type SeriesSending,
  withoutSeriesLease,
  withSeriesFailure,
  withSeriesLease,
  withSeriesState,
  withSeriesTold,
} from '../series/series-mail.ts';
import { seriesNoticeFor } from '../series/series-notices.ts';
import type { Series } from '../series/series.ts';
import { updateSeries } from '../series/update-series.ts';
import { inGroups, settleEach } from '../settle-all.ts';
import type { MailSettings } from './ports.ts';
import { type MailPorts, sendMail } from './send-mail.ts';
import { seriesMail } from './series-mail.ts';

/** Series of one run. The next run continues. */
const MOST_SERIES = 100;
const AT_ONCE = 5;

/** Sends people of series what they must be told now. The row of the series decides, with leases as for meetings. */
export async function tellAllSeries(ports: MailPorts, settings: MailSettings): Promise<void> {
  const ids = await ports.series.unmailed(isoMillis(ports.clock.now()), MOST_SERIES);
  await inGroups(ids, AT_ONCE, (id) => settleEach(ROLES, (role) => tellPerson(ports, settings, id, role)));
}

async function tellPerson(ports: MailPorts, settings: MailSettings, id: string, role: Role): Promise<void> {
  const sending = await lease(ports, id, role);
  if (!sending) return;
  const { told, notice } = sending;
  const meetings = await meetingsOf(ports, told);
  // A mail about one of its dates is on its way. The next run tries again.
  if (meetings.some(({ mailed }) => isLeased(mailed?.[role] ?? {}, ports.clock.now()))) {
    await updateSeries(ports.series, id, (row) => withoutSeriesLease(row, sending));
    return;
  }
  const result = await sendMail(ports, { meetingId: id, role, notice }, async () => {
    const secret = await ports.secrets.linkSecret(told.key_id);
    return seriesMail({ row: told, meetings, role, notice, settings, secret, now: ports.clock.now() });
  });
  await updateSeries(ports.series, id, (row) => {
    const now = ports.clock.now();
    if (result === 'failed' || result === 'unsent') return withSeriesFailure(row, sending, now, result === 'failed');
    if (result === 'nothing') return withSeriesState(row, role, told);
    return withSeriesTold(row, sending, now, result === 'refused' ? 'REFUSED' : undefined);
  });
}

/** Writes the lease of the next notice. @returns undefined when there is none now */
async function lease({ series, clock }: MailPorts, id: string, role: Role): Promise<SeriesSending | undefined> {
  let notice: ReturnType<typeof seriesNoticeFor>;
  const told = await updateSeries(series, id, (row) => {
    const now = clock.now();
    notice = seriesNoticeFor(row, role, now);
    if (notice === 'nothing') return withSeriesState(row, role, row);
    return notice ? withSeriesLease(row, role, notice, now + MAIL_LEASE * clock.speed) : row;
  });
  const held = told && seriesMailedTo(told, role)?.lease;
  return told && held && notice && notice !== 'nothing' ? { told, role, notice, lease: held } : undefined;
}

/** The meetings of its dates: those that were moved or cancelled are in the calendar file. */
async function meetingsOf({ meetings }: MailPorts, { id, occurrences }: Series): Promise<readonly Meeting[]> {
  const ids = Object.values(occurrences).flatMap(({ meeting_id }) => meeting_id ?? []);
  const rows = await Promise.all(ids.map((one) => meetings.find(one)));
  // A date can have kept the meeting of the series before.
  return rows.flatMap((row) => (row?.series_id === id ? row : []));
}
