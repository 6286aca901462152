import { type Joining, Refusal } from './api.ts';
import type { EndedBy, NextDate, NextLesson, Open, Outcome, Waiting } from './wire.ts';

export type JoinStage =
  | { readonly kind: 'loading' }
  | { readonly kind: 'waiting'; readonly answer: Waiting }
  | { readonly kind: 'open'; readonly answer: Open }
  /** The next date of a series has no meeting yet. */
  | { readonly kind: 'ahead'; readonly answer: NextDate }
  | {
      readonly kind: 'over';
      readonly outcome: Outcome | undefined;
      readonly by: EndedBy | undefined;
      readonly tookMinutes: number | undefined;
      readonly feedbackGiven: boolean;
      /** The next lesson of the series. */
      readonly next: NextLesson | undefined;
    }
  | { readonly kind: 'refused'; readonly why: 'key' | 'unknown' | 'other' };

/** The state of the join page. */
export interface JoinState {
  readonly stage: JoinStage;
  /** Failed calls in a row. If not 0, `stage` may be outdated. */
  readonly failures: number;
}

export const INITIAL: JoinState = { stage: { kind: 'loading' }, failures: 0 };

export function afterResponse(joining: Joining): JoinState {
  const stage: JoinStage = joining.open
    ? { kind: 'open', answer: joining.answer }
    : { kind: 'waiting', answer: joining.answer };
  return { stage, failures: 0 };
}

/** A refusal changes the stage. Any other error keeps it. */
export function afterError(before: JoinState, error: unknown): JoinState {
  if (!(error instanceof Refusal)) return { ...before, failures: before.failures + 1 };
  const { status, problem } = error;
  if (status === 410)
    return {
      stage: {
        kind: 'over',
        outcome: problem.outcome,
        by: problem.ended_by,
        tookMinutes: problem.took_minutes,
        feedbackGiven: problem.feedback_given ?? false,
        next: problem.next,
      },
      failures: 0,
    };
  // Throttled, or the room is not open yet: try again.
  if (status === 429 || status === 409) return { ...before, failures: before.failures + 1 };
  const why = status === 403 || status === 401 ? 'key' : status === 404 ? 'unknown' : 'other';
  return { stage: { kind: 'refused', why }, failures: 0 };
}

/** Milliseconds. */
const MAX_RETRY = 10_000;
const MIN_INTERVAL = 300;
/** Seconds: the other person's arrival shows soon. */
const OPEN_EVERY = 10;
/** Short enough to show soon that a distant meeting was cancelled or moved. */
const MAX_INTERVAL = 60_000;

/**
 * Milliseconds of real time until the next poll; undefined when the state is final.
 * @param speed of the server's clock, 1 for real time
 */
export function nextPoll({ stage, failures }: JoinState, speed: number): number | undefined {
  if (stage.kind === 'over' || stage.kind === 'refused') return undefined;
  if (failures > 0) return Math.min(MAX_RETRY, 500 * 2 ** (failures - 1));
  if (stage.kind === 'loading') return 0;
  const seconds = stage.kind === 'open' ? OPEN_EVERY : stage.answer.retry_after_seconds;
  return Math.min(MAX_INTERVAL, Math.max(MIN_INTERVAL, (seconds * 1000) / speed));
}
