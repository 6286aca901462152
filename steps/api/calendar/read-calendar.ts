import { createHash } from 'node:crypto';
import { calendarFile } from '../../calendar/calendar-file.ts';
import { feedEvent, feedMeetings } from '../../calendar/feed-events.ts';
import { hashOf, isSecretOf } from '../../calendar/feed-secret.ts';
import type { CalendarFeed, CalendarStore } from '../../calendar/ports.ts';
import { ORGANISER } from '../../domain/organisers.ts';
import { hasTag } from '../http/etags.ts';
import { notFound } from '../http/problem.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { calendars } from '../../aws/dynamo-calendars.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';

/** The meetings of the organiser, for a calendar program that subscribes to the address. */
export const readCalendar = (ports: RoutePorts<'calendars' | 'meetings' | 'clock'>) =>
  respond<'readCalendar'>(ports, async (request) => {
    const secret = /^([\w-]{43})\.ics$/.exec(request.params['file'] ?? '')?.[1];
    const feed = secret === undefined ? undefined : await feedAt(ports.calendars, secret);
    if (!feed) throw notFound('There is no calendar at this address.');
    const now = ports.clock.now();
    const listed = await feedMeetings(ports.meetings, now, feed.organiser);
    const events = listed.map((meeting) => feedEvent(meeting, feed.meetings_page));
    // Not of the file: that has the time at which it was made.
    const etag = `"${createHash('sha256').update(JSON.stringify(events)).digest('base64url')}"`;
    const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
    if (hasTag(request, etag)) return { status: 304, headers };
    const text = calendarFile(events, { method: 'PUBLISH', stamp: now, name: NAME, refreshSeconds: REFRESH });
    return { status: 200, headers, file: { name: 'meetings.ics', type: 'text/calendar; charset=utf-8', text } };
  });

/** The feed whose address has this secret now. */
async function feedAt(calendars: CalendarStore, secret: string): Promise<CalendarFeed | undefined> {
  // Addresses of earlier versions were not saved.
  const feed = await calendars.feed((await calendars.organiserOf(hashOf(secret))) ?? ORGANISER);
  return feed?.address && isSecretOf(feed.address.secret_hash, secret) ? feed : undefined;
}

const NAME = 'Meetings';
/** How often programs should ask again; many ask less often. */
const REFRESH = 3_600;

export const handler = onApi(readCalendar, { calendars, meetings });
