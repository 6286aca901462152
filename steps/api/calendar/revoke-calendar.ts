import { updateFeed } from '../../calendar/update-feed.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';

/** Revokes the address of the calendar feed. Idempotent. */
export const revokeCalendar = (ports: RoutePorts<'calendars'>) =>
  respondToOrganiser<'revokeCalendar'>(ports, async ({ caller }) => {
    await updateFeed(ports.calendars, ownerFor(caller), () => ({}));
    return { status: 204 };
  });

export const handler = onOrganiserApi(revokeCalendar, { calendars });
