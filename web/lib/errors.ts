import { Refusal, Unreachable } from './api.ts';

/** What to tell a person about a call that failed. Anything else is a fault of the pages, and goes on as one. */
export function explain(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Unreachable) return 'The server does not answer. Please check your connection and try again.';
  throw error;
}
