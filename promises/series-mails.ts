import { DAY, fromIso, isoSeconds, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { type Role, ROLES } from '../steps/domain/links.ts';
import { addressOf } from '../steps/domain/notices.ts';
import type { Series } from '../steps/series/series.ts';
import type { EntryTrace, MailTrace } from './mail-trace.ts';
import { when } from './promise.ts';
import { datesOf, daysAfter, instantOf } from './series-dates.ts';
import type { OccurrenceTrace, SeriesTrace } from './series-trace.ts';

/** A mail whose answer was lost is repeated after a pause, or after the lease of the call that died. Both are at least so long. */
const REPEATED_AFTER: Millis = MINUTE;
/** The timer comes each minute; a service can be down. */
const TOLD_WITHIN: Millis = 45 * MINUTE;
/** A change is told later after failures, and its dates can be over then. */
const SURE_AFTER: Millis = 2 * DAY;

/** What is broken of the mails about series and their dates. Undefined when nobody is told. */
export function brokenSeriesMails({ rows, meetings, told }: SeriesTrace): readonly string[] | undefined {
  const own = rows.filter(({ row }) => row.mailed !== undefined);
  if (!told || own.length === 0) return undefined;
  // A calendar ignores what comes a second time.
  const mails = told.mails.filter(({ repeated }) => !repeated);
  return own.flatMap(({ row, endedAt }) => [
    ...when(
      row.mail_at !== undefined && fromIso(row.mail_at) < told.until - TOLD_WITHIN,
      `${row.id} was not told by mail: ${row.mail_at}`,
    ),
    ...ROLES.flatMap((role) => {
      const to = addressOf(row.plan, role);
      if (to === undefined) return [];
      const dates = meetings.filter(({ seriesId }) => seriesId === row.id);
      const ofSeries = mails.filter((mail) => mail.to === to && mail.about === row.id);
      const ofDates = mails.filter((mail) => mail.to === to && dates.some((date) => date.row.id === mail.about));
      return [
        ...brokenOrder(mails.filter((mail) => ofSeries.includes(mail) || ofDates.includes(mail))),
        ...brokenRepetitions(ofSeries),
        ...brokenFirst(row, role, ofSeries, ofDates),
        ...dates.flatMap((date) => brokenDate(row, date, ofDates)),
        ...brokenEnd({ row, endedAt, ofSeries, until: told.until }, role),
      ];
    }),
  ]);
}

const nameOf = ({ notice, role, about, entry }: MailTrace): string =>
  `${notice} ${entry?.sequence ?? ''} to the ${role} about ${about}`;

/** No entry of a calendar goes back to an older state, and all have one UID. */
function brokenOrder(mails: readonly MailTrace[]): readonly string[] {
  const newest = new Map<string, number>();
  const uids = new Set<string>();
  return mails.flatMap((mail) =>
    entriesOf(mail).flatMap(({ uid, sequence, recurrence = '' }) => {
      const before = newest.get(recurrence) ?? -1;
      newest.set(recurrence, Math.max(before, sequence));
      uids.add(uid);
      return [
        ...when(sequence < before, `${nameOf(mail)} (${recurrence}) came after ${before}`),
        ...when(uids.size > 1, `${nameOf(mail)} has another UID`),
      ];
    }),
  );
}

const entriesOf = ({ entry, dates = [] }: MailTrace): readonly EntryTrace[] => (entry ? [entry, ...dates] : dates);

/** Each state of a series is told once. */
function brokenRepetitions(mails: readonly MailTrace[]): readonly string[] {
  return mails.flatMap((mail, index) => {
    const same = mails.slice(0, index).filter(({ entry }) => entry?.sequence === mail.entry?.sequence);
    const last = same.at(-1);
    return [
      ...when(
        same.some(({ recorded }) => recorded),
        `${nameOf(mail)} came twice, although the first was recorded`,
      ),
      ...when(last !== undefined && mail.at - last.at < REPEATED_AFTER, `${nameOf(mail)} came twice at once`),
      ...when(
        mail.notice === 'invitation' && mails.slice(0, index).some(({ notice }) => notice === 'cancelled'),
        `${nameOf(mail)} came after the end`,
      ),
    ];
  });
}

/** The invitation comes before all else. */
function brokenFirst(
  row: Series,
  role: Role,
  ofSeries: readonly MailTrace[],
  ofDates: readonly MailTrace[],
): readonly string[] {
  // An invitation that was given up or refused is told no more.
  if (row.mailed?.[role]?.problem) return [];
  const [first] = ofSeries;
  const [date] = ofDates;
  return [
    ...when(
      first !== undefined && first.notice !== 'invitation' && !first.unsure,
      `${first && nameOf(first)} came before an invitation`,
    ),
    ...when(
      date !== undefined && (first === undefined || date.at < first.at),
      `${date && nameOf(date)} came before the invitation to the series`,
    ),
  ];
}

/** A date that ends with its series is told by the mail about the series, unless the person knows another time of it. */
function brokenDate(row: Series, { date, row: meeting, endRequested }: OccurrenceTrace, ofDates: readonly MailTrace[]) {
  const own = ofDates.filter(({ about }) => about === meeting.id);
  const isDropped = row.ends_before !== undefined && date >= row.ends_before;
  const knowsOther = own.some(({ notice }) => notice === 'moved' || notice === 'invitation');
  const cancellation = own.find(({ notice }) => notice === 'cancelled');
  return when(
    cancellation !== undefined && isDropped && !endRequested && !knowsOther,
    `${cancellation && nameOf(cancellation)} came beside the mail about the end of the series`,
  );
}

interface ToldSeries {
  readonly row: Series;
  readonly endedAt: Millis | undefined;
  readonly ofSeries: readonly MailTrace[];
  readonly until: Millis;
}

/** The calendar of a person who was invited has no dates that do not take place any more. */
function brokenEnd({ row, endedAt, ofSeries, until }: ToldSeries, role: Role): readonly string[] {
  const { ends_before, mailed } = row;
  const invitation = ofSeries.find(({ notice }) => notice === 'invitation');
  if (ends_before === undefined || endedAt === undefined || mailed?.[role]?.problem) return [];
  if (!invitation || invitation.at > endedAt - MINUTE || row.mail_at !== undefined || until < endedAt + SURE_AFTER)
    return [];
  const known = ofSeries.at(-1)?.entry;
  if (!known || known.method === 'CANCEL') return [];
  const dropped = (datesOf(row, daysAfter(ends_before, 300)) ?? [])
    .filter((date) => date >= ends_before && !row.skipped?.includes(date))
    .map((date) => instantOf(date, row.start.slice(11), row.time_zone))
    .filter((at) => at > endedAt + SURE_AFTER && (known.until === undefined || compact(at) <= known.until));
  return when(
    dropped.length > 0,
    `the ${role} of ${row.id} was not told that it ends before ${ends_before}, since ${isoSeconds(endedAt)}`,
  );
}

/** In the form of UNTIL. */
const compact = (at: Millis): string => isoSeconds(at).replaceAll(/[-:]/g, '');
