import { hashOf, newFeedSecret } from '../../calendar/feed-secret.ts';
import { updateFeed } from '../../calendar/update-feed.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { isoMillis } from '../../domain/instants.ts';
import { invalid } from '../http/problem.ts';
import { parseBody } from '../http/request-guards.ts';
import { calendarBody } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { frontendFault } from '../plans/frontend-fault.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';

/** Makes the address of the calendar feed, and returns it once. The address before, if any, is revoked by the same write. */
export const createCalendar = (ports: RoutePorts<'calendars' | 'clock'>) =>
  respondToOrganiser<'createCalendar'>(ports, async (request) => {
    const { meetings_page } = parseBody(calendarBody, request);
    const fault = meetings_page === undefined ? undefined : frontendFault(ports.origins, meetings_page);
    if (fault !== undefined) throw invalid({ field: 'meetings_page', message: fault, code: 'ORIGIN' });
    const secret = newFeedSecret();
    const created_at = isoMillis(ports.clock.now());
    const organiser = ownerFor(request.caller);
    const secret_hash = hashOf(secret);
    await ports.calendars.saveAddress(secret_hash, organiser);
    await updateFeed(ports.calendars, organiser, () => ({
      address: { secret_hash, created_at },
      ...(meetings_page !== undefined && { meetings_page }),
    }));
    return { status: 200, body: { address: `${request.baseUrl}/calendar/${secret}.ics`, created_at } };
  });

export const handler = onOrganiserApi(createCalendar, { calendars });
