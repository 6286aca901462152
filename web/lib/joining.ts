import { type Joining, Refusal } from './api.ts';
import type { EndedBy, Open, Outcome, Waiting } from './wire.ts';

/** Where somebody with a link stands. */
export type Stage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'waiting'; readonly answer: Waiting }
  | { readonly kind: 'open'; readonly answer: Open }
  | { readonly kind: 'over'; readonly outcome: Outcome | undefined; readonly by: EndedBy | undefined }
  | { readonly kind: 'refused'; readonly why: 'key' | 'unknown' | 'other'; readonly detail: string };

export interface Journey {
  readonly stage: Stage;
  /** Calls in a row that nobody answered: what the page shows may be old. */
  readonly failures: number;
}

export const SETTING_OUT: Journey = { stage: { kind: 'asking' }, failures: 0 };

export function arrived(joining: Joining): Journey {
  const stage: Stage = joining.open
    ? { kind: 'open', answer: joining.answer }
    : { kind: 'waiting', answer: joining.answer };
  return { stage, failures: 0 };
}

/** After a call that failed: a refusal is an answer, silence leaves everything as it was. */
export function failed(before: Journey, error: unknown): Journey {
  if (!(error instanceof Refusal)) return { ...before, failures: before.failures + 1 };
  const { status, problem } = error;
  if (status === 410) return { stage: { kind: 'over', outcome: problem.outcome, by: problem.ended_by }, failures: 0 };
  // Asked too often, or a moment too early: nothing that the next call would not mend.
  if (status === 429 || status === 409) return { ...before, failures: before.failures + 1 };
  const why = status === 403 || status === 401 ? 'key' : status === 404 ? 'unknown' : 'other';
  return { stage: { kind: 'refused', why, detail: error.message }, failures: 0 };
}

const RETRY_LONGEST = 10_000;
/** However fast the server's clock runs, nobody asks more often. */
const SHORTEST = 300;
/** Also a distant meeting may be cancelled or moved. */
const LONGEST = 60_000;

/**
 * Milliseconds of the world until the next look; undefined when there is nothing more to learn.
 * @param speed how much faster the server's clock runs
 */
export function nextLook({ stage, failures }: Journey, speed: number): number | undefined {
  if (stage.kind === 'over' || stage.kind === 'refused') return undefined;
  if (failures > 0) return Math.min(RETRY_LONGEST, 500 * 2 ** (failures - 1));
  if (stage.kind === 'asking') return 0;
  const seconds = stage.kind === 'waiting' ? stage.answer.retry_after_seconds : stage.answer.presence_every_seconds;
  return Math.min(LONGEST, Math.max(SHORTEST, (seconds * 1000) / speed));
}
