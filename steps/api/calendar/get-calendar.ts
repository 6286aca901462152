import { respond, type RoutePorts } from '../http/respond.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';

/** Returns whether the calendar feed has an address, without it: only a hash is stored. */
export const getCalendar = (ports: RoutePorts<'calendars'>) =>
  respond<'getCalendar'>(ports, async () => {
    const { address } = (await ports.calendars.feed()) ?? {};
    return { status: 200, body: { active: address !== undefined, created_at: address?.created_at } };
  });

export const handler = onApi(getCalendar, { calendars });
