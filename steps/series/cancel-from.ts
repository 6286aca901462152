import { DAY, fromIso } from '../domain/instants.ts';
import { occurrencesBetween } from '../domain/series/occurrences.ts';
import { cancelUnlaunched } from '../meeting/request-end.ts';
import type { Ports } from '../ports.ts';
import { settleEach } from '../settle-all.ts';
import { occurrenceId, type Series } from './series.ts';

/** A run that was interrupted can have created a meeting without a record, and is repeated within a day. */
const REPEATED_FOR = 2 * DAY;

/**
 * Cancels the meetings of the dates that do not take place, unless their hosts are launched. Repeatable.
 * @returns the first of these dates, once no run can create another meeting
 */
export async function cancelFrom(
  ports: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'clock' | 'log'>,
  row: Series,
  to: string,
): Promise<string | undefined> {
  const { id, ends_before, ended_at, occurrences } = row;
  if (ends_before === undefined || ended_at === undefined) return undefined;
  const last = row.filled_to !== undefined && row.filled_to > to ? row.filled_to : to;
  await settleEach(occurrencesBetween(row, ends_before, last), async ({ date, at }) => {
    const { meeting_id, failures } = occurrences[date] ?? {};
    await cancelUnlaunched(ports, meeting_id ?? occurrenceId(id, date, failures), id, { ...row.plan, at });
  });
  return ports.clock.now() > fromIso(ended_at) + REPEATED_FOR ? ends_before : undefined;
}
