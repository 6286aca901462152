import { updateFeed } from '../../calendar/update-feed.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';

/** Revokes the address of the calendar feed. Idempotent. */
export const revokeCalendar = (ports: RoutePorts<'calendars'>) =>
  respond<'revokeCalendar'>(ports, async () => {
    await updateFeed(ports.calendars, () => ({}));
    return { status: 204 };
  });

export const handler = onApi(revokeCalendar, { calendars });
