import type { Millis } from '../steps/domain/instants.ts';
import type { Meeting } from '../steps/domain/meeting.ts';

export interface TimelineEntry {
  readonly at: Millis;
  readonly what: string;
}

/** Writes to the timeline what a write of a row changed. */
export function logWrite(after: Meeting, before: Meeting | undefined, log: (what: string) => void): void {
  if (after.status !== before?.status) log(`the row is ${after.status}`);
  if (after.accepted && !before?.accepted) log('the row is accepted');
  if (after.verdict && !before?.verdict) {
    const { outcome, by, failure } = after.verdict;
    log(`the verdict is ${outcome}, by the ${by}${failure ? ` (${failure.reason}: ${failure.detail})` : ''}`);
  }
}
