import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import { allHosts, type Meeting } from '../domain/meeting.ts';
import { FAILURE_REASONS, type FailureReason, type Outcome, OUTCOMES } from '../domain/outcomes.ts';

/** The time in which one host was paid for. */
export interface HostSpan {
  readonly from: Millis;
  readonly to: Millis;
}

/** What the summary of a day keeps of a meeting. Names and details stay in its row. */
export interface EndedMeeting {
  readonly id: string;
  readonly outcome: Outcome;
  readonly endedAt: Millis;
  /** From the first launch until the room opened; undefined for a room that never opened. */
  readonly secondsToReady: number | undefined;
  readonly failure: FailureReason | undefined;
  readonly hosts: readonly HostSpan[];
}

/** The day of an instant in UTC, such as `2026-12-01`. */
export const dayOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10);

/** Undefined unless the meeting has ended and the API shows it. */
export function endedMeeting(meeting: Meeting): EndedMeeting | undefined {
  const { id, outcome, ended_at, opened_at, failure, accepted } = meeting;
  if (!accepted || outcome === undefined || ended_at === undefined) return undefined;
  const endedAt = fromIso(ended_at);
  const hosts = hostSpans(meeting, endedAt);
  const firstLaunch = Math.min(...hosts.map(({ from }) => from));
  const opened = opened_at !== undefined && hosts.length > 0;
  return {
    id,
    outcome,
    endedAt,
    secondsToReady: opened ? Math.max(0, Math.round((fromIso(opened_at) - firstLaunch) / SECOND)) : undefined,
    failure: failure?.reason,
    hosts,
  };
}

/** @param until the end of hosts that were not given up */
export const hostSpans = (meeting: Meeting, until: Millis): readonly HostSpan[] =>
  allHosts(meeting).map(({ launched_at, given_up_at }) => {
    const from = fromIso(launched_at);
    return { from, to: Math.max(from, given_up_at === undefined ? until : fromIso(given_up_at)) };
  });

const short = (at: Millis): string => Math.round(at / SECOND).toString(36);
const long = (text: string): Millis => Number.parseInt(text, 36) * SECOND;

/**
 * About 50 characters, because one item of at most 400 KB holds a day. The same ended row gives the same text, so a set
 * of them has each meeting once, however often it is added.
 */
export const encode = ({ id, outcome, endedAt, secondsToReady, failure, hosts }: EndedMeeting): string =>
  [
    id,
    OUTCOMES.indexOf(outcome),
    short(endedAt),
    secondsToReady ?? '',
    failure === undefined ? '' : FAILURE_REASONS.indexOf(failure),
    hosts.map(({ from, to }) => `${short(from)}-${short(to)}`).join(','),
  ].join('|');

/** Undefined for a text of a later version. */
export function decode(text: string): EndedMeeting | undefined {
  const [id = '', outcomeIndex, ended = '', ready = '', failureIndex = '', spans = ''] = text.split('|');
  const outcome = OUTCOMES[Number(outcomeIndex)];
  if (outcome === undefined) return undefined;
  return {
    id,
    outcome,
    endedAt: long(ended),
    secondsToReady: ready === '' ? undefined : Number(ready),
    failure: failureIndex === '' ? undefined : FAILURE_REASONS[Number(failureIndex)],
    hosts: spans === '' ? [] : spans.split(',').map(spanOf),
  };
}

function spanOf(text: string): HostSpan {
  const [from = '', to = ''] = text.split('-');
  return { from: long(from), to: long(to) };
}
