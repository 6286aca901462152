import type { GUEST_ROUTES } from '../steps/api/guest-routes.ts';
import type { RequestBody } from '../steps/api/http/operations.ts';
import { keyHeader, type Link, type Send } from './send.ts';

/** The calls of people with a personal link, in a file of their own: the join page loads no others. */
export const guestCalls = (send: Send<(typeof GUEST_ROUTES)[number]['name']>) => ({
  health: () => send('health', { params: {} }),
  join: (link: Link) => send('join', { params: { id: link.id, role: link.role }, query: {}, headers: keyHeader(link) }),
  /** For a link of a series: the link of the current or the next meeting. */
  openSeries: (link: Link) =>
    send('openSeries', { params: { id: link.id, role: link.role }, headers: keyHeader(link) }),
  presence: (link: Link, event: RequestBody<'presence'>['event']) =>
    send('presence', { params: { id: link.id }, body: { role: link.role, event }, headers: keyHeader(link) }),
  /** Sends "left" from a page that closes. The request outlives the page. */
  presenceOnClose: (link: Link) =>
    send(
      'presence',
      { params: { id: link.id }, body: { role: link.role, event: 'left', closing: true }, headers: keyHeader(link) },
      { keepalive: true },
    ),
  giveFeedback: (link: Link, rating: number) =>
    send('giveFeedback', { params: { id: link.id }, body: { role: link.role, rating }, headers: keyHeader(link) }),
  /** Only the teacher's link can extend a meeting. Repeated calls with the same key add the minutes once. */
  extendMeeting: (link: Link, minutes: number, idempotencyKey: string) =>
    send('extendMeeting', {
      params: { id: link.id },
      body: { minutes },
      headers: { ...keyHeader(link), 'Idempotency-Key': idempotencyKey },
    }),
  /** Only the teacher's link can do this. */
  startLate: (link: Link, minutes: number) =>
    send('startLate', { params: { id: link.id }, body: { minutes }, headers: keyHeader(link) }),
  /** Only the teacher's link can end a meeting. */
  endMeeting: (link: Link) =>
    send('endMeeting', { params: { id: link.id }, body: { role: 'teacher' }, headers: keyHeader(link) }),
});
