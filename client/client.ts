import type { RequestBody, RequestQuery } from '../steps/api/http/operations.ts';
import { ROUTES } from '../steps/api/routes.ts';
import { guestCalls } from './guest-calls.ts';
import { type ClientOptions, createSend, keyHeader, type Link, type Role } from './send.ts';

export {
  type AnyResponse,
  bodyOf,
  type ErrorBody,
  type Link,
  parseLink,
  problemText,
  type RouteResponse,
  Unreachable,
} from './send.ts';

export type Client = ReturnType<typeof createClient>;

/** The client of the API. Calls return every response, whatever its status. @throws Unreachable */
export function createClient(options: ClientOptions) {
  const send = createSend(ROUTES, options);
  return {
    send,
    ...guestCalls(send),
    /** @param idempotencyKey repeated calls with the same key and body are one meeting */
    schedule: (body: RequestBody<'schedule'>, idempotencyKey?: string) =>
      send('schedule', {
        params: {},
        body,
        ...(idempotencyKey !== undefined && { headers: { 'Idempotency-Key': idempotencyKey } }),
      }),
    listMeetings: (query: RequestQuery<'listMeetings'> = {}) => send('listMeetings', { params: {}, query }),
    getMeeting: (id: string) => send('getMeeting', { params: { id } }),
    /** @param etag of the meeting that the change is based on */
    changeMeeting: (id: string, body: RequestBody<'changeMeeting'>, etag?: string) =>
      send('changeMeeting', { params: { id }, body, ...(etag !== undefined && { headers: { 'If-Match': etag } }) }),
    getActions: (id: string, query: RequestQuery<'getActions'> = {}) => send('getActions', { params: { id }, query }),
    getExecution: (id: string) => send('getExecution', { params: { id } }),
    getWorkflow: () => send('getWorkflow', { params: {} }),
    cancelMeeting: (id: string) => send('cancelMeeting', { params: { id } }),
    /** @param idempotencyKey repeated calls with the same key and body are one series */
    createSeries: (body: RequestBody<'createSeries'>, idempotencyKey?: string) =>
      send('createSeries', {
        params: {},
        body,
        ...(idempotencyKey !== undefined && { headers: { 'Idempotency-Key': idempotencyKey } }),
      }),
    previewSeries: (body: RequestBody<'previewSeries'>) => send('previewSeries', { params: {}, body }),
    listSeries: (query: RequestQuery<'listSeries'> = {}) => send('listSeries', { params: {}, query }),
    getSeries: (id: string) => send('getSeries', { params: { id } }),
    /** Changes a date and all following ones. */
    changeSeries: (id: string, body: RequestBody<'changeSeries'>, query: RequestQuery<'changeSeries'> = {}) =>
      send('changeSeries', { params: { id }, query, body }),
    /** Ends a series with the dates before the given one. */
    endSeries: (id: string, query: RequestQuery<'endSeries'> = {}) => send('endSeries', { params: { id }, query }),
    getSeriesLinks: (id: string) => send('getSeriesLinks', { params: { id } }),
    revokeSeriesLink: (id: string, role: Role) => send('revokeSeriesLink', { params: { id, role } }),
    /** Makes a new secret address; the one before is revoked. */
    createCalendar: (body: RequestBody<'createCalendar'>) => send('createCalendar', { params: {}, body }),
    getCalendar: () => send('getCalendar', { params: {} }),
    revokeCalendar: () => send('revokeCalendar', { params: {} }),
    createWebhook: (body: RequestBody<'createWebhook'>) => send('createWebhook', { params: {}, body }),
    listWebhooks: () => send('listWebhooks', { params: {} }),
    changeWebhook: (id: string, body: RequestBody<'changeWebhook'>) => send('changeWebhook', { params: { id }, body }),
    deleteWebhook: (id: string) => send('deleteWebhook', { params: { id } }),
    rotateWebhookSecret: (id: string) => send('rotateWebhookSecret', { params: { id } }),
    testWebhook: (id: string) => send('testWebhook', { params: { id } }),
    listDeliveries: (id: string) => send('listDeliveries', { params: { id } }),
    retryDelivery: (id: string, delivery: string) => send('retryDelivery', { params: { id, delivery } }),
    getAttendance: (query: RequestQuery<'getAttendance'>) => send('getAttendance', { params: {}, query }),
    getOverview: (query: RequestQuery<'getOverview'> = {}) => send('getOverview', { params: {}, query }),
    getLinks: (id: string) => send('getLinks', { params: { id } }),
    /** Revokes this link only: a repeated call returns the link that replaced it. */
    revokeLink: (link: Link) =>
      send('revokeLink', { params: { id: link.id, role: link.role }, headers: keyHeader(link) }),
  };
}
