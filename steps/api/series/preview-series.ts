import { parseBody } from '../http/request-guards.ts';
import { previewBody } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { requireDates } from './require-dates.ts';
import { requireRecurrence } from './require-recurrence.ts';
import { dateView } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';

/** Returns the dates that a series would have in its first year. Writes nothing. */
export const previewSeries = (ports: RoutePorts<'clock'>) =>
  respondToOrganiser<'previewSeries'>(ports, async (request) => {
    const body = parseBody(previewBody, request);
    const dates = requireDates(ports, requireRecurrence(ports, body), body.duration_minutes);
    return { status: 200, body: { occurrences: dates.map(dateView), ...clockFields(ports.clock) } };
  });

export const handler = onOrganiserApi(previewSeries, {});
