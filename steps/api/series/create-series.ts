import { createHash } from 'node:crypto';
import { derivedId, newMeetingId } from '../../domain/ids.ts';
import { keyOfCaller, ownerFor } from '../../domain/organisers.ts';
import { isoMillis } from '../../domain/instants.ts';
import type { Series } from '../../series/series.ts';
import { withSeriesNews } from '../../series/series-mail.ts';
import { startRun } from '../../series/start-run.ts';
import { idempotencyKey, keyReused, parseBody, requireMayAssign } from '../http/request-guards.ts';
import { seriesBody } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { planFaults } from '../plans/new-meeting.ts';
import { requireRecurrence } from './require-recurrence.ts';
import { seriesDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { series } from '../../aws/dynamo-series.ts';
import { seriesRuns } from '../../aws/lambda-series-runs.ts';
import { secrets } from '../../aws/secrets.ts';
import { settings } from '../../aws/settings.ts';

type Needs = RoutePorts<'series' | 'seriesRuns' | 'secrets' | 'settings' | 'clock'>;

/**
 * Creates a series. It writes the series only; the step that it starts creates the meetings. Calls with the same
 * Idempotency-Key and body are one series.
 * @param newId lets a simulation choose the ids, so that it is reproducible
 */
export const createSeries = (ports: Needs, newId = newMeetingId) =>
  respondToOrganiser<'createSeries'>(ports, async (request) => {
    const body = parseBody(seriesBody, request);
    const key = idempotencyKey(request);
    const { rrule: _rule, meet_time: _time, organiser, ...plan } = body;
    requireMayAssign(request.caller, organiser);
    const row = withSeriesNews(undefined, {
      id: key === undefined ? newId() : derivedId(`Idempotency-Key of a series: ${keyOfCaller(request.caller, key)}`),
      version: 1,
      organiser: ownerFor(request.caller, organiser),
      created_at: isoMillis(ports.clock.now()),
      ...requireRecurrence(ports, body, planFaults(ports.origins, body)),
      plan,
      base_url: request.baseUrl,
      key_id: (await ports.secrets.keyRing()).current,
      ...(key !== undefined && { body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex') }),
      ...(ports.settings.mail && { mailed: {} }),
      occurrences: {},
    });
    const stored = (await ports.series.insert(row)) ? row : await earlier(ports, row);
    await startRun(ports, stored.id);
    return { status: 200, body: seriesDetails(stored, ports) };
  });

/** @throws Problem 422 when the key was used with another body */
async function earlier({ series }: Needs, { id, body_hash }: Series): Promise<Series> {
  const found = await series.find(id);
  if (found?.body_hash === body_hash && found) return found;
  throw keyReused();
}

export const handler = onOrganiserApi(createSeries, { series, seriesRuns, secrets, settings });
