import { LINK_KEY_HEADER, type RouteSpec } from './route-spec.ts';

/** The routes without an API key, in a file of their own: the join page loads no others. */
export const GUEST_ROUTES = [
  {
    name: 'openSeries',
    method: 'GET',
    path: '/series/{id}/links/{role}',
    organiser: false,
    headers: [LINK_KEY_HEADER],
  },
  // API Gateway has no parameters for parts of a segment: `{secret}.ics`.
  { name: 'readCalendar', method: 'GET', path: '/calendar/{file}', organiser: false, headers: ['If-None-Match'] },
  { name: 'join', method: 'GET', path: '/join/{id}/{role}', organiser: false, headers: [LINK_KEY_HEADER] },
  {
    name: 'hostPresence',
    method: 'POST',
    path: '/meetings/{id}/host-presence',
    organiser: false,
    headers: [LINK_KEY_HEADER],
  },
  { name: 'presence', method: 'POST', path: '/meetings/{id}/presence', organiser: false, headers: [LINK_KEY_HEADER] },
  {
    name: 'giveFeedback',
    method: 'POST',
    path: '/meetings/{id}/feedback',
    organiser: false,
    headers: [LINK_KEY_HEADER],
  },
  {
    name: 'extendMeeting',
    method: 'POST',
    path: '/meetings/{id}/extend',
    organiser: false,
    headers: [LINK_KEY_HEADER, 'Idempotency-Key'],
  },
  { name: 'startLate', method: 'POST', path: '/meetings/{id}/late', organiser: false, headers: [LINK_KEY_HEADER] },
  { name: 'endMeeting', method: 'POST', path: '/meetings/{id}/end', organiser: false, headers: [LINK_KEY_HEADER] },
  { name: 'room', method: 'GET', path: '/room/{id}', organiser: false },
  { name: 'health', method: 'GET', path: '/health', organiser: false },
  { name: 'openapi', method: 'GET', path: '/openapi.json', organiser: false },
] as const satisfies readonly RouteSpec[];
