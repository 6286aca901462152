/**
 * What an execution met that cannot be computed again: results, instants, tokens, throws of the dice. Everything else (states, counters,
 * history) follows from these entries and the definition, so replaying them restores an execution exactly.
 *
 * `at` is epoch milliseconds on the workflow's clock; `state` is the state that the entry happened in.
 */
export type JournalEntry =
  | { kind: 'started'; at: number; input: unknown }
  /** The state's wait, or the delay before its retry, is over. */
  | { kind: 'elapsed'; at: number; state: string }
  /** A token task got its token; its function is about to be called. */
  | { kind: 'issued'; at: number; state: string; token: string }
  /** The function of a token task has returned: it is not to be called again. */
  | { kind: 'returned'; at: number; state: string }
  | { kind: 'succeeded'; at: number; state: string; output: unknown }
  /** `draw` (0 up to 1) decides the jitter of the retry that may follow. */
  | { kind: 'failed'; at: number; state: string; error: string; cause: string; draw: number }
  | { kind: 'timedOut'; at: number; state: string; error: TimeOut; draw: number }
  | { kind: 'stopped'; at: number; error?: string; cause?: string }
  /** The machine's own TimeoutSeconds is over. */
  | { kind: 'expired'; at: number };

export type TimeOut = 'States.Timeout' | 'States.HeartbeatTimeout';

/**
 * Where the entries go. Called synchronously, before the effect that the entry announces; if it throws, nothing has happened, and the caller
 * of `start`, `stop` or `sendTask...` gets the error. Under a timer or a function's answer there is no caller: the error is left uncaught, so
 * that the process ends, and its successor recovers.
 */
export interface Journal {
  append(executionName: string, entry: JournalEntry): void;
}
