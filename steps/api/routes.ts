import { GUEST_ROUTES } from './guest-routes.ts';
import { LINK_KEY_HEADER, type RouteSpec } from './route-spec.ts';

/** Every route of the API. API Gateway, the local runtime, the OpenAPI document and the client derive from this table. */
export const ROUTES = [
  { name: 'schedule', method: 'POST', path: '/schedule', organiser: true, headers: ['Idempotency-Key'] },
  { name: 'listMeetings', method: 'GET', path: '/meetings', organiser: true },
  { name: 'getMeeting', method: 'GET', path: '/meetings/{id}', organiser: true, headers: ['If-None-Match'] },
  { name: 'changeMeeting', method: 'PATCH', path: '/meetings/{id}', organiser: true, headers: ['If-Match'] },
  { name: 'getActions', method: 'GET', path: '/meetings/{id}/actions', organiser: true },
  { name: 'getExecution', method: 'GET', path: '/meetings/{id}/execution', organiser: true },
  { name: 'getOverview', method: 'GET', path: '/overview', organiser: true },
  { name: 'getAttendance', method: 'GET', path: '/reports/attendance', organiser: true },
  { name: 'getWorkflow', method: 'GET', path: '/workflow', organiser: true },
  { name: 'cancelMeeting', method: 'DELETE', path: '/meetings/{id}', organiser: true },
  { name: 'createSeries', method: 'POST', path: '/series', organiser: true, headers: ['Idempotency-Key'] },
  { name: 'previewSeries', method: 'POST', path: '/series/preview', organiser: true },
  { name: 'listSeries', method: 'GET', path: '/series', organiser: true },
  { name: 'getSeries', method: 'GET', path: '/series/{id}', organiser: true },
  { name: 'changeSeries', method: 'PATCH', path: '/series/{id}', organiser: true },
  { name: 'endSeries', method: 'DELETE', path: '/series/{id}', organiser: true },
  { name: 'getSeriesLinks', method: 'GET', path: '/series/{id}/links', organiser: true },
  { name: 'revokeSeriesLink', method: 'POST', path: '/series/{id}/links/{role}/revoke', organiser: true },
  { name: 'createWebhook', method: 'POST', path: '/webhooks', organiser: true },
  { name: 'listWebhooks', method: 'GET', path: '/webhooks', organiser: true },
  { name: 'getWebhook', method: 'GET', path: '/webhooks/{id}', organiser: true },
  { name: 'changeWebhook', method: 'PATCH', path: '/webhooks/{id}', organiser: true },
  { name: 'deleteWebhook', method: 'DELETE', path: '/webhooks/{id}', organiser: true },
  { name: 'rotateWebhookSecret', method: 'POST', path: '/webhooks/{id}/rotate', organiser: true },
  { name: 'testWebhook', method: 'POST', path: '/webhooks/{id}/test', organiser: true },
  { name: 'listDeliveries', method: 'GET', path: '/webhooks/{id}/deliveries', organiser: true },
  {
    name: 'retryDelivery',
    method: 'POST',
    path: '/webhooks/{id}/deliveries/{delivery}/retry',
    organiser: true,
  },
  { name: 'createCalendar', method: 'POST', path: '/calendar', organiser: true },
  { name: 'getCalendar', method: 'GET', path: '/calendar', organiser: true },
  { name: 'revokeCalendar', method: 'DELETE', path: '/calendar', organiser: true },
  { name: 'getLinks', method: 'GET', path: '/meetings/{id}/links', organiser: true },
  {
    name: 'revokeLink',
    method: 'POST',
    path: '/meetings/{id}/links/{role}/revoke',
    organiser: true,
    headers: [LINK_KEY_HEADER],
  },
  // The part after the slash is a secret: see `SECRET_ADDRESSES` of the API.
  { name: 'askUnsubscribe', method: 'GET', path: '/reminders/{token}', organiser: false },
  { name: 'unsubscribe', method: 'POST', path: '/reminders/{token}', organiser: false },
  ...GUEST_ROUTES,
] as const satisfies readonly RouteSpec[];

export type RouteName = (typeof ROUTES)[number]['name'];
export type OrganiserRouteName = Extract<(typeof ROUTES)[number], { readonly organiser: true }>['name'];
export type RouteNamed<Name extends RouteName> = Extract<(typeof ROUTES)[number], { readonly name: Name }>;

/** Names of request headers in the route table. */
export type RouteHeader = Extract<(typeof ROUTES)[number], { readonly headers: unknown }>['headers'][number];

/**
 * Methods and request headers that pages on other origins may use. Their types come from the route table, so that a missing
 * or an unused entry does not compile. They are written out, so that the bundles of functions do not contain the table.
 */
export const CORS_METHODS: Readonly<Record<(typeof ROUTES)[number]['method'] | 'OPTIONS', true>> = {
  GET: true,
  POST: true,
  PATCH: true,
  DELETE: true,
  OPTIONS: true,
};
export const CORS_HEADERS: Readonly<Record<'Content-Type' | 'X-Api-Key' | 'Authorization' | RouteHeader, true>> = {
  'Content-Type': true,
  'X-Api-Key': true,
  Authorization: true,
  'Idempotency-Key': true,
  'X-Link-Key': true,
  'If-Match': true,
  'If-None-Match': true,
};
