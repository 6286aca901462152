import { fromIso, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { ROLES } from '../steps/domain/links.ts';
import type { Mailed } from '../steps/domain/mailed.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { addressOf } from '../steps/domain/notices.ts';
import { decidedOutcome } from '../steps/domain/verdicts.ts';
import type { MailTrace } from './mail-trace.ts';
import { type MeetingPromise, promise, when } from './promise.ts';
import { brokenSeriesMails } from './series-mails.ts';

/** A mail whose answer was lost is repeated after a pause, or after the lease of the call that died. Both are at least so long. */
const REPEATED_AFTER: Millis = MINUTE;

const NAME = 'one-notice';
const DESCRIPTION =
  'Each person is told each change once, and only if it was not superseded before; twice only when an answer was lost, with the same UID and SEQUENCE. Never an older state after a newer one. Who was invited knows the latest time or the cancellation, and nothing is left to tell. A series is one invitation, and one mail about its end.';

const ofMeetings = promise(NAME, DESCRIPTION, ['row', 'mails'], ({ row, mails: arrived }) => {
  // A calendar ignores what comes a second time.
  const mails = arrived.filter(({ repeated }) => !repeated);
  if (!row?.accepted || row.mailed === undefined || (mails.length === 0 && !hasAddress(row))) return undefined;
  const addresses = [...new Set(mails.map(({ to }) => to))];
  return [
    ...when(row.mail_at !== undefined, `something was not told by mail: ${row.mail_at}`),
    ...addresses.flatMap((to) =>
      brokenOrder(
        mails.filter((mail) => mail.to === to),
        row.series_id !== undefined,
      ),
    ),
    ...ROLES.flatMap((role) => {
      const to = addressOf(row, role);
      const mailed = row.mailed?.[role];
      return to !== undefined && mailed?.to === to
        ? brokenKnowledge(
            row,
            mailed,
            mails.filter((mail) => mail.to === to),
          )
        : [];
    }),
  ];
});

const ofSeries = promise(NAME, DESCRIPTION, ['series'], ({ series }) => brokenSeriesMails(series));

export const oneNotice: MeetingPromise<typeof NAME> = {
  ...ofMeetings,
  check: (trace) => (trace.series ? ofSeries : ofMeetings).check(trace),
};

const hasAddress = (row: Meeting): boolean => ROLES.some((role) => addressOf(row, role) !== undefined);

/** What one address got, in order. People of a series were invited to the series. */
function brokenOrder(mails: readonly MailTrace[], isOfSeries: boolean): readonly string[] {
  return mails.flatMap((mail, index) => {
    const before = mails[index - 1];
    const earlier = mails.slice(0, index);
    const same = earlier.find((one) => isSame(one, mail));
    const entries = earlier.flatMap(({ entry }) => entry ?? []);
    const newest = Math.max(-1, ...entries.map(({ sequence }) => sequence));
    return [
      ...when(same?.recorded === true, `${nameOf(mail)} came twice, although the first was recorded`),
      ...when(
        same !== undefined && before !== undefined && mail.at - before.at < REPEATED_AFTER,
        `${nameOf(mail)} came twice at once`,
      ),
      ...when(mail.entry !== undefined && mail.entry.sequence < newest, `${nameOf(mail)} came after ${newest}`),
      ...when(
        mail.entry !== undefined && entries.some(({ uid }) => uid !== mail.entry?.uid),
        `${nameOf(mail)} has another UID`,
      ),
      ...when(
        index === 0 && !isOfSeries && mail.notice !== 'invitation' && !mail.unsure,
        `${nameOf(mail)} came before an invitation`,
      ),
      ...when(
        earlier.some(({ notice }) => notice === 'cancelled') && mail.notice !== 'cancelled',
        `${nameOf(mail)} came after the cancellation`,
      ),
      ...when(
        mail.notice === 'moved' &&
          mail.entry !== undefined &&
          !same &&
          lastStart(earlier) === startOf(mail) &&
          !mail.unsure &&
          !earlier.some(isUncertain),
        `${nameOf(mail)} tells a time that the person knew`,
      ),
    ];
  });
}

const isUncertain = ({ recorded }: MailTrace): boolean => !recorded;

/** Start and end of the entry. */
const startOf = ({ entry }: MailTrace): string | undefined => entry?.start;
const lastStart = (mails: readonly MailTrace[]): string | undefined =>
  mails.findLast(({ entry }) => entry !== undefined)?.entry?.start;

/** Mails of one kind and one state. Reminders and calls have no calendar file. */
const isSame = (one: MailTrace, other: MailTrace): boolean =>
  one.notice === other.notice &&
  one.entry !== undefined &&
  one.entry.sequence === other.entry?.sequence &&
  one.entry.method === other.entry.method;

const nameOf = ({ role, notice, entry }: MailTrace): string => `${notice} ${entry?.sequence ?? ''} to the ${role}`;

/** What the person knows at the end. A mail that was given up or refused is recorded as a problem. */
function brokenKnowledge(row: Meeting, mailed: Mailed, mails: readonly MailTrace[]): readonly string[] {
  if (mailed.problem) return [];
  const told = mails.findLast(({ notice }) => notice === 'invitation' || notice === 'moved');
  const wasCancelled = decidedOutcome(row) === 'CANCELLED';
  const cancellation = mails.some(({ notice }) => notice === 'cancelled');
  return [
    ...when(
      // People of a series were invited to the series.
      row.series_id === undefined && mailed.plan !== undefined && told === undefined,
      `${mailed.to} was told nothing, and the row says otherwise`,
    ),
    // What may have arrived is told again while the meeting goes on.
    ...when(
      !wasCancelled &&
        !mailed.unsure &&
        told?.entry !== undefined &&
        mailed.plan !== undefined &&
        !told.entry.start.startsWith(compact(mailed.plan.meet_time)),
      `${mailed.to} knows ${told?.entry?.start}, and the row says ${mailed.plan?.meet_time}`,
    ),
    // Old cancellations are not told.
    ...when(
      wasCancelled && told !== undefined && !cancellation && mailed.cancelled !== true,
      `${mailed.to} does not know of the cancellation`,
    ),
    ...when(cancellation && !wasCancelled, `${mailed.to} got a cancellation of a meeting that was not cancelled`),
  ];
}

/** `2026-12-01T15:00:00Z` -> `20261201T150000Z` */
const compact = (instant: string): string =>
  `${new Date(fromIso(instant)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
