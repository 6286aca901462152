import { decidedOutcome } from '../domain/verdicts.ts';
import { cancelUnlaunched } from '../meeting/request-end.ts';
import type { Ports } from '../ports.ts';
import { occurrenceId, type Series } from './series.ts';

/** The series that this one continues, the latest first. */
export async function predecessors({ series }: Pick<Ports, 'series'>, row: Series): Promise<Series[]> {
  const before: Series[] = [];
  for (let next = row.follows; next !== undefined; next = before.at(-1)!.follows) {
    const found = await series.find(next);
    if (!found) break;
    before.push(found);
  }
  return before;
}

/**
 * Cancels the meetings that earlier series have for a date, unless their launch has begun: such a date keeps its meeting.
 * @returns the ids of those that were cancelled, and of the meeting that takes place
 */
export async function replaceMeetings(
  ports: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'clock' | 'log'>,
  earlier: readonly Series[],
  date: string,
): Promise<{ readonly cancelled: readonly string[]; readonly kept?: string }> {
  const cancelled: string[] = [];
  for (const { id, occurrences } of earlier) {
    const { meeting_id, failures } = occurrences[date] ?? {};
    const meeting = await cancelUnlaunched(ports, meeting_id ?? occurrenceId(id, date, failures));
    if (!meeting?.accepted) continue;
    if (decidedOutcome(meeting) !== 'CANCELLED') return { cancelled, kept: meeting.id };
    cancelled.push(meeting.id);
  }
  return { cancelled };
}
