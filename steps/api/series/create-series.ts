import { createHash } from 'node:crypto';
import { derivedId, newMeetingId } from '../../domain/ids.ts';
import { isoMillis } from '../../domain/instants.ts';
import { parseLocalTime } from '../../domain/meet-time.ts';
import type { Recurrence } from '../../domain/series/occurrences.ts';
import { parseRule } from '../../domain/series/rule.ts';
import type { Series } from '../../series/series.ts';
import { startRun } from '../../series/start-run.ts';
import { invalid } from '../http/problem.ts';
import { idempotencyKey, parseBody } from '../http/request-guards.ts';
import { type SeriesBody, seriesBody } from '../http/request-schemas.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import type { FieldError } from '../http/response-schemas.ts';
import { planFaults } from '../plans/new-meeting.ts';
import { requireFirst } from './require-first.ts';
import { seriesDetails } from './views.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { series } from '../../aws/dynamo-series.ts';
import { seriesRuns } from '../../aws/lambda-series-runs.ts';

type Needs = RoutePorts<'series' | 'seriesRuns' | 'clock'>;

/**
 * Creates a series. It writes the series only; the step that it starts creates the meetings. Calls with the same
 * Idempotency-Key and body are one series.
 */
export const createSeries = (ports: Needs) =>
  respond<'createSeries'>(ports, async (request) => {
    const body = parseBody(seriesBody, request);
    const key = idempotencyKey(request);
    const { rrule: _rule, meet_time: _time, ...plan } = body;
    const row: Series = {
      id: key === undefined ? newMeetingId() : derivedId(`Idempotency-Key of a series: ${key}`),
      version: 1,
      created_at: isoMillis(ports.clock.now()),
      ...requireRecurrence(ports, body),
      plan,
      base_url: request.baseUrl,
      ...(key !== undefined && { body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex') }),
      occurrences: {},
    };
    const stored = (await ports.series.insert(row)) ? row : await earlier(ports, row);
    await startRun(ports, stored.id);
    return { status: 200, body: seriesDetails(stored, ports) };
  });

/** @throws Problem 422 when the key was used with another body */
async function earlier({ series }: Needs, { id, body_hash }: Series): Promise<Series> {
  const found = await series.find(id);
  if (found?.body_hash === body_hash && found) return found;
  throw invalid({ field: 'Idempotency-Key', message: 'was used with a different body' });
}

/** @throws Problem 422 */
function requireRecurrence({ origins, clock, log }: Needs, body: SeriesBody): Recurrence {
  const reading = parseRule(body.rrule);
  const start = parseLocalTime(body.meet_time, body.time_zone);
  const faults: FieldError[] = [
    ...('rule' in reading ? [] : [{ field: 'rrule', ...reading }]),
    ...('local' in start ? [] : [start]),
    ...planFaults(origins, body),
  ];
  if (!('rule' in reading) || !('local' in start) || faults.length > 0) throw invalid(...faults);
  const recurrence = { rule: reading.rule, start: start.local, time_zone: body.time_zone };
  requireFirst({ clock, log }, recurrence, body.duration_minutes);
  return recurrence;
}

export const handler = onApi(createSeries, { series, seriesRuns });
