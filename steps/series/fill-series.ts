import * as z from 'zod/mini';
import { actOf } from '../domain/actions.ts';
import { DAY, isoMillis, type Millis } from '../domain/instants.ts';
import { localTime } from '../domain/meet-time.ts';
import { dateAfter, type Occurrence, occurrencesBetween } from '../domain/series/occurrences.ts';
import { settleEach, throwAny } from '../settle-all.ts';
import type { Ports } from '../ports.ts';
import { parse } from '../meeting/step-schemas.ts';
import { cancelFrom } from './cancel-from.ts';
import { endFollowers } from './end-from.ts';
import { handOverMeetings } from './hand-over.ts';
import { predecessors } from './replaced-meetings.ts';
import { createOccurrence, type CreatePorts } from './create-occurrence.ts';
import { DAYS_AHEAD, isCancelled, type OccurrenceRecord, type Series } from './series.ts';
import { updateSeries } from './update-series.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { series } from '../aws/dynamo-series.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The period of the run over all series. */
export const FILL_EVERY: Millis = DAY;
/** Days for which the row keeps the records of past dates. */
const DAYS_KEPT = 30;
/** Series that are filled at the same time. */
const AT_ONCE = 10;

/** One series, or all of them. */
export const fillCall = z.object({ seriesId: z.optional(z.string()) });
export type FillCall = z.infer<typeof fillCall>;

type Needs = CreatePorts & Pick<Ports, 'series'>;

/**
 * Creates the meetings of the next 60 days, and cancels those after the end of a series. Repeatable: a date that has a
 * meeting gets no other one. Runs every day for all series, so that it catches up after an outage, and at once for a series
 * that was created or changed.
 */
export const fillSeries =
  (ports: Needs) =>
  async (input: FillCall): Promise<void> => {
    const { seriesId } = parse(fillCall, input);
    if (seriesId !== undefined) return fillOne(ports, seriesId);
    let after: string | undefined;
    const errors: unknown[] = [];
    do {
      const page = await ports.series.list({ limit: AT_ONCE, after });
      const results = await Promise.allSettled(page.series.map(({ id }) => fillOne(ports, id)));
      for (const result of results) if (result.status === 'rejected') errors.push(result.reason);
      after = page.after;
    } while (after !== undefined);
    throwAny(errors);
  };

async function fillOne(ports: Needs, id: string): Promise<void> {
  const row = await ports.series.find(id);
  if (!row) return;
  // The call that changed the series may have been interrupted.
  if (row.successor) await ports.series.insert(row.successor);
  await endFollowers(ports.series, row, ports.clock.now());
  const earlier = await predecessors(ports, row);
  const today = localTime(ports.clock.now(), row.time_zone).slice(0, 10);
  const to = dateAfter(today, DAYS_AHEAD);
  const records: Record<string, OccurrenceRecord> = {};
  const errors: unknown[] = [];
  for (const occurrence of openOccurrences(row, to)) {
    const before = row.occurrences[occurrence.date];
    try {
      records[occurrence.date] = await createOccurrence(ports, row, occurrence, before, earlier);
    } catch (error) {
      errors.push(error);
      const at = isoMillis(ports.clock.now());
      records[occurrence.date] = {
        ...before,
        refused: { reason: 'FAILED', since: before?.refused?.since ?? at, last: at },
      };
    }
  }
  const kept = dateAfter(today, -DAYS_KEPT);
  const written = await updateSeries(ports.series, id, (current) => filled(current, records, to, kept));
  // It can have been handed over or have ended in the meantime.
  if (written && written.organiser !== row.organiser) {
    const act = actOf({ kind: 'series', id }, ports.clock.now());
    await handOverMeetings(ports, written, Object.keys(records), act).catch((error: unknown) => errors.push(error));
  }
  if (written) await afterEnd(ports, written, to).catch((error: unknown) => errors.push(error));
  throwAny(errors);
}

/** Cancels the meetings after the end of a series. Then it fills the successor: their hosts are free for its dates. */
async function afterEnd(ports: Needs, row: Series, to: string): Promise<void> {
  const { id, ends_before, settled_for, followed_by } = row;
  if (settled_for === ends_before) return;
  const cancel = async (): Promise<void> => {
    const settled = await cancelFrom(ports, row, to);
    if (settled !== undefined)
      await updateSeries(ports.series, id, (current) => ({ ...current, settled_for: settled }));
  };
  const fillNext = async (): Promise<void> => (followed_by === undefined ? undefined : fillOne(ports, followed_by));
  await settleEach([cancel, fillNext], (part) => part());
}

/** The dates that have no meeting yet, and can get one. */
function openOccurrences(row: Series, to: string): Occurrence[] {
  const tried = Object.entries(row.occurrences).flatMap(([date, { refused }]) =>
    refused && refused.reason !== 'MISSED' ? [date] : [],
  );
  const next = row.filled_to === undefined ? row.start.slice(0, 10) : dateAfter(row.filled_to, 1);
  const from = [next, ...tried].toSorted()[0]!;
  return occurrencesBetween(row, from, to).filter(
    ({ date }) => (date >= next || tried.includes(date)) && !isCancelled(row, date),
  );
}

function filled(row: Series, records: Readonly<Record<string, OccurrenceRecord>>, to: string, kept: string): Series {
  const filled_to = row.filled_to !== undefined && row.filled_to > to ? row.filled_to : to;
  const news = Object.entries(records).filter(([date]) => row.occurrences[date]?.meeting_id === undefined);
  if (news.length === 0 && filled_to === row.filled_to) return row;
  const all = Object.entries({ ...row.occurrences, ...Object.fromEntries(news) });
  return { ...row, filled_to, occurrences: Object.fromEntries(all.filter(([date]) => date >= kept)) };
}

export const handler = onLambda(fillSeries, { series, meetings, wakeUps, workflow, secrets, settings });
