import { ownerFor } from '../../domain/organisers.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';

/** Returns whether the calendar feed has an address, without it: only a hash is stored. */
export const getCalendar = (ports: RoutePorts<'calendars'>) =>
  respondToOrganiser<'getCalendar'>(ports, async ({ caller }) => {
    const { address } = (await ports.calendars.feed(ownerFor(caller))) ?? {};
    return { status: 200, body: { active: address !== undefined, created_at: address?.created_at } };
  });

export const handler = onOrganiserApi(getCalendar, { calendars });
