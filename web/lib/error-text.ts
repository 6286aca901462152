import { Refusal, Unreachable } from './api.ts';

/** The text that the page shows for a failed call. Rethrows errors that are bugs of the pages. */
export function errorText(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Unreachable) return 'The server is not responding. Check your connection and try again.';
  throw error;
}
