import { fromIso, isoMillis, type Millis, MINUTE } from './instants.ts';
import type { MailProblemKind, MailState, NoticeKind } from './mailed.ts';

/** In real time. Longer than the function that sends may run (`infra/mail-functions.ts`). */
export const MAIL_LEASE: Millis = 2 * MINUTE;
/** Before the second, third, ... and last attempt to send the same: about a day together. */
const PAUSES: readonly Millis[] = [1, 5, 30, 120, 360, 720].map((minutes) => minutes * MINUTE);

/** Why nothing more is sent to the address. */
export const blockOf = ({ problem }: Pick<MailState, 'problem'>): 'BOUNCED' | 'COMPLAINED' | undefined =>
  problem?.kind === 'BOUNCED' || problem?.kind === 'COMPLAINED' ? problem.kind : undefined;

export const isBlocked = (state: Pick<MailState, 'problem'>): boolean => blockOf(state) !== undefined;

export const isLeased = ({ lease }: MailState, now: Millis): boolean =>
  lease !== undefined && now < fromIso(lease.until);

/** When the state that `sequence` names may be tried again. */
export const retryAt = ({ failures }: MailState, sequence: number): string | undefined =>
  failures?.sequence === sequence ? failures.retry_at : undefined;

/** Until when nobody may send. */
export const waitsOf = (state: MailState, sequence: number): readonly Millis[] =>
  [state.lease?.until, retryAt(state, sequence)].flatMap((at) => (at === undefined ? [] : [fromIso(at)]));

const TELL_TIMES: ReadonlySet<NoticeKind> = new Set(['invitation', 'moved']);

/** Whether a mail about times may have arrived whose result is not known: its call goes on, died, or failed. */
export const isUnsure = ({ unsure, lease }: MailState): boolean =>
  unsure === true || (lease !== undefined && TELL_TIMES.has(lease.kind));

/** With the right to send. */
export const leased = <State extends MailState>(state: State, kind: NoticeKind, until: Millis): State => ({
  ...state,
  ...(isUnsure(state) && { unsure: true }),
  lease: { kind, until: isoMillis(until) },
});

/** After the mail service accepted the mail, or after the last attempt. @param learnt what the person knows now */
export function afterMail<State extends MailState>(
  { lease: _lease, failures: _failures, unsure: _unsure, problem: before, ...rest }: State,
  learnt: Partial<State>,
  kind: NoticeKind,
  now: Millis,
  problem?: MailProblemKind,
) {
  const at = isoMillis(now);
  // A bounce that was reported meanwhile stays.
  const reported = before && isBlocked({ problem: before }) ? before : undefined;
  const kept = problem === undefined ? reported : { kind: problem, at };
  return {
    ...rest,
    ...learnt,
    ...(kept && { problem: kept }),
    ...(problem === undefined && { last: { kind, at } }),
  };
}

/** After an attempt without success, with the time of the next one; undefined after the last one. */
export function afterFailure<State extends MailState>(state: State, sequence: number, now: Millis, isUnknown: boolean) {
  const { lease: _lease, failures, ...rest } = state;
  const count = (failures?.sequence === sequence ? failures.count : 0) + 1;
  const pause = PAUSES[count - 1];
  if (pause === undefined) return undefined;
  const unsure = isUnknown && isUnsure(state) ? ({ unsure: true } as const) : {};
  return { ...rest, ...unsure, failures: { count, sequence, retry_at: isoMillis(now + pause) } };
}
