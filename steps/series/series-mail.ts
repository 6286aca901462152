import { afterFailure, afterMail, isBlocked, isLeased, leased, waitsOf } from '../domain/mail-attempts.ts';
import type { MailLease, MailProblemKind, MailState } from '../domain/mailed.ts';
import { fromIso, isoMillis, type Millis } from '../domain/instants.ts';
import { type Role, ROLES } from '../domain/links.ts';
import { addressOf } from '../domain/notices.ts';
import type { Series } from './series.ts';

/**
 * What the people of a series are told by mail follows from its row, as for a meeting: one invitation for all dates, and one mail when
 * it ends earlier. The addresses of a series never change: a change is a successor, with an invitation of its own.
 */

/** What one person was told about a series. */
export interface SeriesMailed extends MailState {
  /** The state that was told: all dates, or those before `ends_before`. */
  readonly told?: { readonly sequence: number; readonly ends_before?: string };
  /** The person wants no reminders of any date. */
  readonly reminders_off?: true;
}

export type SeriesNotice = 'invitation' | 'cancelled';

/** SEQUENCE of its calendar files (RFC 5545). */
export const seriesSequence = ({ sequence = 0 }: Pick<Series, 'sequence'>): number => sequence;

/** What a person of a series was told; undefined when nobody is told by mail. */
export const seriesMailedTo = (row: Series, role: Role): SeriesMailed | undefined =>
  row.mailed === undefined || addressOf(row.plan, role) === undefined ? undefined : (row.mailed[role] ?? {});

/** Whether the person was not told the present state. */
export const isPending = (row: Series, mailed: SeriesMailed): boolean =>
  !isBlocked(mailed) && mailed.told?.sequence !== seriesSequence(row);

/** The row of a write with what its people must be told because of it: `mail_at` is a key of an index. */
export function withSeriesNews(before: Series | undefined, after: Series): Series {
  if (after.mailed === undefined) return after;
  const isChanged = before !== undefined && before.ends_before !== after.ends_before;
  const { mail_at: _before, ...row } = isChanged ? { ...after, sequence: seriesSequence(before) + 1 } : after;
  const mail_at = mailAt(row);
  return { ...row, ...(mail_at !== undefined && { mail_at }) };
}

function mailAt(row: Series): string | undefined {
  const times = ROLES.flatMap((role) => {
    const mailed = seriesMailedTo(row, role);
    if (!mailed || !isPending(row, mailed)) return [];
    return [Math.max(fromIso(row.ended_at ?? row.created_at), ...waitsOf(mailed, seriesSequence(row)))];
  });
  return times.length > 0 ? isoMillis(Math.min(...times)) : undefined;
}

const withMailed = (row: Series, role: Role, mailed: SeriesMailed): Series => ({
  ...row,
  mailed: { ...row.mailed, [role]: mailed },
});

/** The row with the right to send this notice to the person. */
export const withSeriesLease = (row: Series, role: Role, kind: SeriesNotice, until: Millis): Series =>
  withMailed(row, role, leased(seriesMailedTo(row, role) ?? {}, kind, until));

/** What was sent: the row as it was told, and the lease. */
export interface SeriesSending {
  readonly told: Series;
  readonly role: Role;
  readonly notice: SeriesNotice;
  readonly lease: MailLease;
}

const leasedState = (row: Series, { role, lease }: SeriesSending): SeriesMailed | undefined =>
  row.mailed?.[role]?.lease?.until === lease.until ? row.mailed[role] : undefined;

const toldState = (row: Series): Pick<SeriesMailed, 'told'> => ({
  told: { sequence: seriesSequence(row), ...(row.ends_before !== undefined && { ends_before: row.ends_before }) },
});

/** The row of a state of which the person need not be told. */
export function withSeriesState(row: Series, role: Role, told: Series): Series {
  const { lease: _lease, failures: _failures, ...rest } = seriesMailedTo(row, role) ?? {};
  return withMailed(row, role, { ...rest, ...toldState(told) });
}

/** The row after the mail service accepted the mail, or after the last attempt. */
export function withSeriesTold(row: Series, sending: SeriesSending, now: Millis, problem?: MailProblemKind): Series {
  const mailed = leasedState(row, sending);
  if (!mailed) return row;
  return withMailed(row, sending.role, afterMail(mailed, toldState(sending.told), sending.notice, now, problem));
}

/** The row after an attempt without success. @param isUnknown whether the mail may have arrived */
export function withSeriesFailure(row: Series, sending: SeriesSending, now: Millis, isUnknown: boolean): Series {
  const mailed = leasedState(row, sending);
  if (!mailed) return row;
  const after = afterFailure(mailed, seriesSequence(sending.told), now, isUnknown);
  return after ? withMailed(row, sending.role, after) : withSeriesTold(row, sending, now, 'UNSENT');
}

/** The row without the right to send. */
export function withoutSeriesLease(row: Series, sending: SeriesSending): Series {
  const mailed = leasedState(row, sending);
  if (!mailed) return row;
  const { lease: _lease, ...rest } = mailed;
  return withMailed(row, sending.role, rest);
}

/** The row of a series of whose dates the person is not reminded. */
export function withoutSeriesReminders(row: Series, role: Role): Series {
  const mailed = seriesMailedTo(row, role);
  return !mailed || mailed.reminders_off ? row : withMailed(row, role, { ...mailed, reminders_off: true });
}

/** What its people were told that counts for the series that continues it: who wants no reminders, at the same address. */
export const mailedOfSuccessor = (row: Series, plan: Series['plan']): NonNullable<Series['mailed']> =>
  Object.fromEntries(
    ROLES.filter(
      (role) => row.mailed?.[role]?.reminders_off && addressOf(row.plan, role) === addressOf(plan, role),
    ).map((role) => [role, { reminders_off: true as const }]),
  );

/** Whether a mail about one of its dates must wait: the invitation goes out first, and one mail at a time. */
export function isBeforeDates(row: Series, role: Role, now: Millis): boolean {
  const mailed = seriesMailedTo(row, role);
  if (!mailed || isBlocked(mailed)) return false;
  return !mailed.told || isLeased(mailed, now);
}

/** The row after a report that mail to an address bounced, or that its owner complained. */
export function withSeriesReport(
  row: Series,
  role: Role,
  kind: 'BOUNCED' | 'COMPLAINED',
  addresses: readonly string[],
  now: Millis,
): Series {
  const mailed = seriesMailedTo(row, role);
  const to = addressOf(row.plan, role)?.toLowerCase();
  if (!mailed || isBlocked(mailed) || !addresses.some((one) => one.toLowerCase() === to)) return row;
  return withMailed(row, role, { ...mailed, problem: { kind, at: isoMillis(now) } });
}
