import { fromIso, isoMillis, type Millis, SECOND } from './instants.ts';
import type { Meeting } from './meeting.ts';

/**
 * A move first reserves a revision, and then arms the wake-ups and starts the execution of that revision. Only then does
 * one write give the row its new times and the new revision together. A revision is never used twice.
 */

/** From the reservation until the row must have the revision. Longer than a route may run (`infra/functions.ts`). */
const MOVED_WITHIN: Millis = 30 * SECOND;
/** An execution waits longer than that for its revision: clocks differ. Less than the minute of the retries of NotAccepted. */
const AWAITED_FOR: Millis = 45 * SECOND;
/** After this time, no call of an interrupted move is in flight any more. */
const ABANDONED_AFTER: Millis = 600 * SECOND;

/** Increases with each change by the organiser. */
export const planOf = ({ plan = 1 }: Meeting): number => plan;

export function withReservation(meeting: Meeting, now: Millis): Meeting & { readonly last_revision: number } {
  const revision = (meeting.last_revision ?? meeting.revision) + 1;
  const other_revisions = [...(meeting.other_revisions ?? []), { revision, reserved_at: isoMillis(now) }];
  return { ...meeting, last_revision: revision, other_revisions };
}

/** Milliseconds since the reservation of a revision to which the meeting may still be moved. */
function reservedFor(meeting: Meeting, revision: number, now: Millis): Millis {
  const { reserved_at } = meeting.other_revisions?.find((other) => other.revision === revision) ?? {};
  if (reserved_at === undefined || revision < meeting.revision || meeting.status !== 'SCHEDULED') return Infinity;
  return now - fromIso(reserved_at);
}

/** Whether the row may get this revision now. */
export const mayMoveTo = (meeting: Meeting, revision: number, now: Millis): boolean =>
  reservedFor(meeting, revision, now) <= MOVED_WITHIN;

/** Whether the execution of this revision must wait, because the row may still get it. */
export const isAwaited = (meeting: Meeting, revision: number, now: Millis): boolean =>
  reservedFor(meeting, revision, now) <= AWAITED_FOR;

/** The row with a reserved revision and its execution. Its revision before becomes one of the others. */
export function withRevision(meeting: Meeting, revision: number, executionArn: string): Meeting {
  const { other_revisions = [], ...rest } = withoutRevisions(meeting, [revision]);
  const others = [...other_revisions, { revision: meeting.revision }];
  return { ...rest, revision, execution_arn: executionArn, other_revisions: others };
}

/** The other revisions that can never launch a host any more. */
export const staleRevisions = ({ status, other_revisions = [] }: Meeting, now: Millis): readonly number[] =>
  other_revisions
    .filter(
      ({ reserved_at }) =>
        status === 'ENDED' || reserved_at === undefined || now >= fromIso(reserved_at) + ABANDONED_AFTER,
    )
    .map(({ revision }) => revision);

export function withoutRevisions(meeting: Meeting, revisions: readonly number[]): Meeting {
  const { other_revisions = [], ...rest } = meeting;
  const kept = other_revisions.filter(({ revision }) => !revisions.includes(revision));
  if (kept.length === other_revisions.length) return meeting;
  return kept.length === 0 ? rest : { ...rest, other_revisions: kept };
}
