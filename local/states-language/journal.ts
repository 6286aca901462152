/**
 * A fact that cannot be computed again: a result, an instant, a token, a random number. States, counters and history
 * follow from these entries and the definition, so a replay of the entries restores the execution exactly.
 *
 * `at` is epoch milliseconds on the workflow's clock; `state` is the current state.
 */
export type JournalEntry =
  | { kind: 'started'; at: number; input: unknown }
  /** The state's wait, or the delay before its retry, has ended. */
  | { kind: 'elapsed'; at: number; state: string }
  /** A token task has its token; the call of its function follows. */
  | { kind: 'issued'; at: number; state: string; token: string }
  /** The function of a token task has returned; a recovery does not call it again. */
  | { kind: 'returned'; at: number; state: string }
  | { kind: 'succeeded'; at: number; state: string; output: unknown }
  /** `draw` (0 inclusive to 1 exclusive) sets the jitter of the next retry. */
  | { kind: 'failed'; at: number; state: string; error: string; cause: string; draw: number }
  | { kind: 'timedOut'; at: number; state: string; error: TimeOut; draw: number }
  | { kind: 'stopped'; at: number; error?: string; cause?: string }
  /** The state machine's own TimeoutSeconds has passed. */
  | { kind: 'expired'; at: number };

export type TimeOut = 'States.Timeout' | 'States.HeartbeatTimeout';

/**
 * Stores the entries. The engine calls `append` synchronously, before the effect of the entry. If `append` throws, the
 * execution does not change: `start`, `stop` and `sendTask...` throw the error to their caller. After a timer or a
 * function's result the engine tries again every second of real time when the error is JournalUnavailable; any other error
 * stays uncaught and ends the process, and the next process recovers.
 */
export interface Journal {
  append(executionName: string, entry: JournalEntry): void;
}
