import { fromIso, HOUR, isoMillis, isoSeconds, type Millis, MINUTE } from './instants.ts';
import { type Role, ROLES } from './links.ts';
import { afterFailure, afterMail, isBlocked, isLeased, isUnsure, leased, retryAt, waitsOf } from './mail-attempts.ts';
import type { Mailed, MailLease, MailProblemKind, NoticeKind } from './mailed.ts';
import type { Meeting } from './meeting.ts';
import { sequenceOf } from './sequence.ts';
import { decidedOutcome } from './verdicts.ts';

/**
 * What people are told by mail follows from the row: from what is planned, and from what each person was told last. So a change that
 * was superseded before it was told is never told, and a repetition finds what was done.
 */
export interface Notice {
  readonly kind: NoticeKind;
  /** Only of reminders. */
  readonly hours?: number;
}

/** No reminder follows an invitation or a move within this time. */
const NO_REMINDER_FOR: Millis = 2 * HOUR;
/** From the start of an open room until a person is told that the other one waits. */
const CALL_AFTER: Millis = MINUTE;
/** A person whose page reported "waiting" at most this long ago waits. */
const WAITS_FOR: Millis = 2 * MINUTE;
/** A cancellation that nobody could be told for so long is not told any more. */
const CANCELLATION_COUNTS_FOR: Millis = 24 * HOUR;

interface Addresses {
  readonly teacher_email?: string | undefined;
  readonly student_email?: string | undefined;
}

export const addressOf = ({ teacher_email, student_email }: Addresses, role: Role): string | undefined =>
  role === 'teacher' ? teacher_email : student_email;

export const otherRole = (role: Role): Role => (role === 'teacher' ? 'student' : 'teacher');

/** What the address of a person was told; undefined when nobody is told by mail. */
export function mailedTo(meeting: Meeting, role: Role): Mailed | undefined {
  const to = addressOf(meeting, role);
  if (meeting.mailed === undefined || to === undefined) return undefined;
  const mailed = meeting.mailed[role];
  if (mailed?.to === to) return mailed;
  // One mail at a time, because the address before can come back. It tells this address no time.
  return { to, ...(mailed?.lease && { lease: { ...mailed.lease, kind: 'open' } }) };
}

export const extendedMinutes = ({ extensions = [] }: Pick<Meeting, 'extensions'>): number =>
  extensions.reduce((sum, { minutes }) => sum + minutes, 0);

interface Change {
  readonly kind: NoticeKind;
  /** From when the person is told. */
  readonly from: Millis;
}

/** What has changed since the person was told. Reminders are found by the meeting time instead. */
function changeFor(meeting: Meeting, role: Role, mailed: Mailed): Change | undefined {
  if (!meeting.accepted || isBlocked(mailed)) return undefined;
  const { plan, cancelled, extended = 0, called } = mailed;
  const outcome = decidedOutcome(meeting);
  if (outcome !== undefined)
    return outcome === 'CANCELLED' && (plan || isUnsure(mailed)) && !cancelled
      ? { kind: 'cancelled', from: fromIso(meeting.verdict?.at ?? meeting.created_at) }
      : undefined;
  const changed = [meeting.created_at, meeting.change?.at, meeting.late_at].map((at) => (at ? fromIso(at) : 0));
  if (!plan) return { kind: 'invitation', from: Math.max(...changed) };
  if (plan.meet_time !== meeting.meet_time || plan.minutes !== meeting.duration_minutes || isUnsure(mailed))
    return { kind: 'moved', from: Math.max(...changed) };
  const extension = meeting.extensions?.at(-1);
  if (extension && extendedMinutes(meeting) > extended) return { kind: 'extended', from: fromIso(extension.at) };
  return called ? undefined : callFor(meeting, role);
}

/** The room is open, one person came, and the other one was never heard. */
function callFor({ opened_at, meet_time, attendance, waiting }: Meeting, role: Role): Change | undefined {
  const other = otherRole(role);
  const isMissing = !attendance[role] && !waiting?.[role];
  if (opened_at === undefined || !isMissing || (!attendance[other] && !waiting?.[other])) return undefined;
  return { kind: 'open', from: Math.max(fromIso(meet_time), fromIso(opened_at)) + CALL_AFTER };
}

/** Whether the other person is there now. */
function isAwaited({ attendance, waiting }: Meeting, role: Role, now: Millis): boolean {
  const other = otherRole(role);
  const seen = attendance[other];
  if (seen) return seen.left_at === undefined;
  const waits = waiting?.[other];
  return waits !== undefined && now - fromIso(waits.last) <= WAITS_FOR;
}

/**
 * What a person must be told now.
 * @param reminders hours before the meeting time
 */
export function noticeFor(meeting: Meeting, role: Role, now: Millis, reminders: readonly number[]): Notice | undefined {
  const mailed = mailedTo(meeting, role);
  if (!mailed) return undefined;
  if (waitsOf(mailed, sequenceOf(meeting)).some((until) => now < until)) return undefined;
  const change = changeFor(meeting, role, mailed);
  if (!change) return reminderFor(meeting, mailed, now, reminders);
  if (now < change.from) return undefined;
  if (change.kind === 'open' && !isAwaited(meeting, role, now)) return undefined;
  return isPointless(change, now) ? undefined : { kind: change.kind };
}

const isPointless = ({ kind, from }: Change, now: Millis): boolean =>
  kind === 'cancelled' && now > from + CANCELLATION_COUNTS_FOR;

/** The latest reminder that is due. After an outage, the ones before are not sent. */
function reminderFor(meeting: Meeting, mailed: Mailed, now: Millis, reminders: readonly number[]): Notice | undefined {
  const { plan, reminded } = mailed;
  if (!plan || mailed.reminders_off || isBlocked(mailed) || decidedOutcome(meeting) !== undefined) return undefined;
  const start = fromIso(meeting.meet_time);
  if (now >= start) return undefined;
  const told = reminded?.meet_time === meeting.meet_time ? reminded.hours : Infinity;
  const due = reminders.filter((hours) => {
    const at = start - hours * HOUR;
    return hours < told && now >= at && at >= fromIso(plan.at) + NO_REMINDER_FOR;
  });
  return due.length > 0 ? { kind: 'reminder', hours: Math.min(...due) } : undefined;
}

/**
 * When somebody must look at what people are told, apart from reminders; undefined when there is nothing to tell.
 * The row keeps it as `mail_at`.
 */
export function mailAt(meeting: Meeting): string | undefined {
  const times = ROLES.flatMap((role) => {
    const mailed = mailedTo(meeting, role);
    if (!mailed) return [];
    const change = changeFor(meeting, role, mailed);
    const waits = waitsOf(mailed, sequenceOf(meeting));
    const from = change ? [change.from] : [];
    return waits.length + from.length > 0 ? [Math.max(...waits, ...from)] : [];
  });
  return times.length > 0 ? isoMillis(Math.min(...times)) : undefined;
}

const withMailed = (meeting: Meeting, role: Role, mailed: Mailed): Meeting => ({
  ...meeting,
  mailed: { ...meeting.mailed, [role]: mailed },
});

/** The row of a meeting of which the person is not reminded. */
export function withoutReminders(meeting: Meeting, role: Role): Meeting {
  const mailed = mailedTo(meeting, role);
  return !mailed || mailed.reminders_off ? meeting : withMailed(meeting, role, { ...mailed, reminders_off: true });
}

/**
 * The row of a date of a series, whose people are told by the invitation to the series.
 * @param isTold whether they are: nothing is told about a series of a time without mail
 */
export function withoutInvitation({ mailed, ...meeting }: Meeting, isTold: boolean): Meeting {
  if (!mailed || !isTold) return meeting;
  const { meet_time, duration_minutes: minutes, created_at: at } = meeting;
  const told = ROLES.flatMap((role) => {
    const to = addressOf(meeting, role);
    return to === undefined ? [] : [[role, { to, plan: { meet_time, minutes, at } }] as const];
  });
  return { ...meeting, mailed: Object.fromEntries(told) };
}

/** A date of a series as its people were told it. */
export interface PlannedDate extends Addresses {
  readonly at: Millis;
}

/**
 * The row of a date that is cancelled with the following ones of its series: the mail about the series says so. Not for a person who
 * has another address in this row, knows another time of the date, or is being told one.
 */
export function withCancellationTold(meeting: Meeting, planned: PlannedDate): Meeting {
  return ROLES.reduce((row, role) => {
    const mailed = mailedTo(row, role);
    const isTold =
      mailed?.plan?.meet_time === isoSeconds(planned.at) && mailed.to === addressOf(planned, role) && !isUnsure(mailed);
    return isTold ? withMailed(row, role, { ...mailed, cancelled: true }) : row;
  }, meeting);
}

/** The row with the right to send this notice to the person. */
export function withLease(meeting: Meeting, role: Role, { kind }: Notice, until: Millis): Meeting {
  const mailed = mailedTo(meeting, role);
  if (!mailed) return meeting;
  return withMailed(meeting, role, leased(mailed, kind, until));
}

/**
 * Removes what is over: the lease of a call that died, the failures to tell a state that has changed since, and a cancellation
 * that is too old to be told.
 */
export function withoutRemains(meeting: Meeting, role: Role, now: Millis): Meeting {
  const mailed = mailedTo(meeting, role);
  if (!mailed || isLeased(mailed, now)) return meeting;
  const change = changeFor(meeting, role, mailed);
  const isOld = change !== undefined && isPointless(change, now);
  const retry = retryAt(mailed, sequenceOf(meeting));
  const isOver = retry === undefined ? mailed.lease !== undefined : now >= fromIso(retry);
  if (!isOld && (change || !isOver)) return meeting;
  const { lease: _lease, failures: _failures, ...rest } = mailed;
  return withMailed(meeting, role, { ...rest, ...(isOld && { cancelled: true }) });
}

/** What was sent: the row as it was told, the notice, and the lease. */
export interface Sending {
  readonly told: Meeting;
  readonly role: Role;
  readonly notice: Notice;
  readonly lease: MailLease;
}

/** The state that a lease belongs to; undefined when the lease is over, or the address is another one. */
const leasedState = (meeting: Meeting, { told, role, lease }: Sending): Mailed | undefined => {
  const mailed = meeting.mailed?.[role];
  return mailed?.lease?.until === lease.until && mailed.to === addressOf(told, role) ? mailed : undefined;
};

/** The row after the mail service accepted the mail, or after the last attempt. */
export function withNoticeTold(meeting: Meeting, sending: Sending, now: Millis, problem?: MailProblemKind): Meeting {
  const mailed = leasedState(meeting, sending);
  if (!mailed) return meeting;
  const learns = learnt(sending, isoMillis(now));
  return withMailed(meeting, sending.role, afterMail(mailed, learns, sending.notice.kind, now, problem));
}

/** What the person knows after the mail. */
function learnt({ told, notice: { kind, hours } }: Sending, at: string): Partial<Mailed> {
  switch (kind) {
    case 'invitation':
    case 'moved':
      return {
        plan: { meet_time: told.meet_time, minutes: told.duration_minutes, at },
        extended: extendedMinutes(told),
      };
    case 'cancelled':
      return { cancelled: true };
    case 'extended':
      return { extended: extendedMinutes(told) };
    case 'open':
      return { called: true };
    case 'reminder':
      return { reminded: { meet_time: told.meet_time, hours: hours ?? 0 } };
  }
}

/**
 * The row after an attempt without success: with the time of the next one, or with the problem after the last one.
 * @param isUnknown whether the mail may have arrived
 */
export function withFailure(meeting: Meeting, sending: Sending, now: Millis, isUnknown: boolean): Meeting {
  const mailed = leasedState(meeting, sending);
  if (!mailed) return meeting;
  const after = afterFailure(mailed, sequenceOf(sending.told), now, isUnknown);
  return after ? withMailed(meeting, sending.role, after) : withNoticeTold(meeting, sending, now, 'UNSENT');
}

/** The row without the right to send: another mail must go out before. */
export function withoutLease(meeting: Meeting, sending: Sending): Meeting {
  const mailed = leasedState(meeting, sending);
  if (!mailed) return meeting;
  const { lease: _lease, ...rest } = mailed;
  return withMailed(meeting, sending.role, rest);
}

/** The row after a report that mail to an address bounced, or that its owner complained. The given row for another address. */
export function withReport(
  meeting: Meeting,
  role: Role,
  kind: 'BOUNCED' | 'COMPLAINED',
  addresses: readonly string[],
  now: Millis,
): Meeting {
  const mailed = mailedTo(meeting, role);
  const isAddress = (one: string): boolean => one.toLowerCase() === mailed?.to.toLowerCase();
  if (!mailed || isBlocked(mailed) || !addresses.some(isAddress)) return meeting;
  return withMailed(meeting, role, { ...mailed, problem: { kind, at: isoMillis(now) } });
}
