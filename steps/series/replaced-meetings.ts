import { decidedOutcome } from '../domain/verdicts.ts';
import { cancelUnlaunched } from '../meeting/request-end.ts';
import { occurrencesBetween } from '../domain/series/occurrences.ts';
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
  for (const row of earlier) {
    const { meeting_id, failures } = row.occurrences[date] ?? {};
    const [planned] = occurrencesBetween(row, date, date);
    if (!planned) continue;
    const id = meeting_id ?? occurrenceId(row.id, date, failures);
    const meeting = await cancelUnlaunched(ports, id, row.id, { ...row.plan, at: planned.at });
    if (!meeting?.accepted) continue;
    if (decidedOutcome(meeting) !== 'CANCELLED') return { cancelled, kept: meeting.id };
    cancelled.push(meeting.id);
  }
  return { cancelled };
}
