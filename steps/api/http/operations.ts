import * as z from 'zod/mini';
import type { RouteName } from '../routes.ts';
import { BODY, type Operation } from './operation.ts';
import {
  actionsQuery,
  attendanceQuery,
  changeBody,
  changeSeriesBody,
  endBody,
  extendBody,
  feedbackBody,
  hostPresenceBody,
  joinQuery,
  lateBody,
  listQuery,
  overviewQuery,
  presenceBody,
  previewBody,
  scheduleBody,
  seriesBody,
  seriesFromQuery,
  seriesListQuery,
  calendarBody,
} from './request-schemas.ts';
import * as responses from './response-schemas.ts';
import { actionList } from './action-schemas.ts';
import { overview } from './overview-schemas.ts';
import { attendanceReport } from './report-schemas.ts';
import * as series from './series-schemas.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

/** Requests and responses by route. The OpenAPI document, the result types of the routes and the types of the client derive from this table. */
export const OPERATIONS = {
  schedule: {
    summary:
      'Schedules a meeting and starts its execution. Calls with the same Idempotency-Key and body are one meeting.',
    body: scheduleBody,
    responses: { 200: responses.receipt },
    problems: [...BODY, 403, 410, 429, 503],
  },
  listMeetings: {
    summary: 'Lists meetings by meeting time: first the open ones, earliest first, then the ended ones, latest first.',
    query: listQuery,
    responses: { 200: responses.meetingList },
    problems: [403, 422],
  },
  getMeeting: {
    summary: 'Returns one meeting, without secrets.',
    responses: { 200: responses.meetingDetails, 304: undefined },
    problems: [403, 404],
  },
  changeMeeting: {
    summary:
      'Changes the plan of a meeting: its time before the launch; after it a late start and a later end; names, e-mail addresses, languages and time zones until its end. Administrators and machine clients can hand it over at any time.',
    body: changeBody,
    responses: { 200: responses.meetingDetails },
    problems: [...BODY, 403, 404, 409, 410, 412, 429, 503],
  },
  getActions: {
    summary:
      'Returns who did what to a meeting, oldest first: at most 100 actions of the last year, then a cursor for the next ones.',
    query: actionsQuery,
    responses: { 200: actionList },
    problems: [403, 404, 422],
  },
  getExecution: {
    summary: "Returns the history of a meeting's execution, without inputs and outputs.",
    responses: { 200: responses.execution },
    problems: [403, 404],
  },
  getOverview: {
    summary: 'Returns what happened on a day in UTC, and what its month has cost.',
    query: overviewQuery,
    responses: { 200: overview },
    problems: [403, 422],
  },
  getAttendance: {
    summary:
      'Returns who came to the meetings of a time that have ended, how long, and what their hosts cost. At most 500 meetings, latest first; then a cursor for the next ones, also in the header X-Next-Cursor.',
    query: attendanceQuery,
    responses: { 200: attendanceReport },
    file: 'text/csv',
    problems: [403, 406, 422],
  },
  getWorkflow: {
    summary: 'Returns the definition of the workflow in the Amazon States Language.',
    responses: { 200: responses.workflow },
    problems: [403],
  },
  cancelMeeting: {
    summary: 'Cancels a meeting. Idempotent.',
    responses: { 202: responses.endRequested },
    problems: [403, 404, 503],
  },
  createSeries: {
    summary:
      'Creates a series: its meetings are created 60 days ahead. Calls with the same Idempotency-Key and body are one series.',
    body: seriesBody,
    responses: { 200: series.seriesDetails },
    problems: [...BODY, 403],
  },
  previewSeries: {
    summary:
      'Returns the dates that a series would have in its first year, and where clocks are changed. Writes nothing.',
    body: previewBody,
    responses: { 200: series.seriesPreview },
    problems: [...BODY, 403],
  },
  listSeries: {
    summary: 'Lists all series.',
    query: seriesListQuery,
    responses: { 200: series.seriesList },
    problems: [403, 422],
  },
  getSeries: {
    summary: 'Returns one series with its dates: the next ones, and those of the last 30 days.',
    responses: { 200: series.seriesDetails },
    problems: [403, 404],
  },
  changeSeries: {
    summary:
      'Changes a date of a series and all following ones: ends the series and starts a successor, which it returns. Calls with the same body are one change. With only `organiser`, administrators and machine clients hand over the series as it is; meetings that have ended stay.',
    body: changeSeriesBody,
    query: seriesFromQuery,
    responses: { 200: series.seriesDetails },
    problems: [...BODY, 403, 404, 409, 503],
  },
  endSeries: {
    summary:
      'Ends a series and those that continue it: no date from the given one on takes place, unless its host has been launched. Idempotent.',
    query: seriesFromQuery,
    responses: { 202: series.seriesDetails },
    problems: [403, 404, 422, 503],
  },
  getSeriesLinks: {
    summary: 'Returns one link for each person, which opens the current or the next meeting of the series.',
    responses: { 200: responses.personalLinks },
    problems: [403, 404, 410],
  },
  openSeries: {
    summary:
      'Returns the link of the current or the next meeting, for the holder of a link of the series; 202 while the next date has no meeting yet.',
    responses: { 200: responses.newLink, 202: series.nextDate },
    problems: [403, 404, 410, 422],
  },
  revokeSeriesLink: {
    summary: 'Revokes the link of one role of a series and of its meetings, and returns a new one.',
    responses: { 200: responses.newLink },
    problems: [403, 404, 410, 422, 503],
  },
  ...WEBHOOK_OPERATIONS,
  createCalendar: {
    summary:
      'Makes a secret address at which calendar programs read the meetings, and returns it once. The address before is revoked.',
    body: calendarBody,
    responses: { 200: responses.calendarAddress },
    problems: [...BODY, 403, 503],
  },
  getCalendar: {
    summary: 'Returns whether the calendar has an address.',
    responses: { 200: responses.calendarState },
    problems: [403],
  },
  revokeCalendar: {
    summary: 'Revokes the address of the calendar. Idempotent.',
    responses: { 204: undefined },
    problems: [403, 503],
  },
  readCalendar: {
    summary:
      'Returns the meetings from 30 days ago to a year ahead as a file of iCalendar, without links of people. `file` is the secret and `.ics`.',
    responses: { 200: undefined, 304: undefined },
    file: 'text/calendar',
    problems: [404],
  },
  askUnsubscribe: {
    summary: 'Returns a page that asks whether the reminders of a person shall stop. `token` is in the reminder.',
    responses: { 200: undefined },
    file: 'text/html',
    problems: [404],
  },
  unsubscribe: {
    summary:
      'Turns off the reminders of a person, of a meeting or of its series, as mail programs ask for it (RFC 8058). The body is ignored. Idempotent.',
    responses: { 200: undefined },
    file: 'text/html',
    problems: [404, 503],
  },
  getLinks: {
    summary: 'Returns the personal links that are valid now.',
    responses: { 200: responses.personalLinks },
    problems: [403, 404, 410],
  },
  revokeLink: {
    summary:
      'Revokes the link of one role and returns a new one. With the key of a link in X-Link-Key, revokes only that link: repeated calls are one revocation.',
    responses: { 200: responses.newLink },
    problems: [403, 404, 410, 422, 503],
  },
  join: {
    summary: 'Returns the state of the meeting of a personal link: 202 until the room is open, 410 after the end.',
    query: joinQuery,
    responses: { 200: responses.openRoom, 202: responses.waitingRoom },
    problems: [403, 404, 410, 422],
  },
  presence: {
    summary: 'Records that a person waits, joined, is present, or left.',
    body: presenceBody,
    responses: { 204: undefined },
    problems: [...BODY, 403, 404, 409, 410, 429, 503],
  },
  hostPresence: {
    summary: 'Records that people are in the room, or that it is empty. For the host.',
    body: hostPresenceBody,
    responses: { 204: undefined },
    problems: [...BODY, 403, 404, 409, 410, 429, 503],
  },
  giveFeedback: {
    summary: 'Stores what one person says about the meeting. Once per person, also after the end.',
    body: feedbackBody,
    responses: { 204: undefined },
    problems: [...BODY, 403, 404, 409, 503],
  },
  extendMeeting: {
    summary: 'Adds minutes before the hard end. For the teacher. Calls with the same Idempotency-Key add them once.',
    body: extendBody,
    responses: { 200: responses.plannedTimes },
    problems: [...BODY, 403, 404, 409, 410, 503],
  },
  startLate: {
    summary: 'Moves the start by some minutes after the launch, before anybody came. For the teacher. Idempotent.',
    body: lateBody,
    responses: { 200: responses.plannedTimes },
    problems: [...BODY, 403, 404, 409, 410, 503],
  },
  endMeeting: {
    summary: 'Ends the meeting for everyone. For the teacher.',
    body: endBody,
    responses: { 202: responses.endRequested },
    problems: [...BODY, 403, 404, 503],
  },
  room: {
    summary: 'Redirects to the host while the room is open.',
    responses: { 302: undefined },
    problems: [404, 409, 410],
  },
  health: {
    summary: 'Returns the status and the clock of the API.',
    responses: { 200: responses.healthy },
    problems: [],
  },
  openapi: {
    summary: 'Returns this document.',
    responses: { 200: z.record(z.string(), z.unknown()) },
    problems: [],
  },
} as const satisfies Record<RouteName, Operation>;

type Operations = typeof OPERATIONS;
type BodyOf<Schema> = Schema extends z.ZodMiniType
  ? { readonly body: z.output<Schema> }
  : { readonly body?: undefined };

/** A documented success of a route: its status and the body of that status. */
export type Success<Name extends RouteName> = Name extends RouteName ? SuccessOf<Operations[Name]['responses']> : never;
type SuccessOf<Responses> = {
  [Status in keyof Responses]: { readonly status: Status & number } & BodyOf<Responses[Status]>;
}[keyof Responses];

/** Body of a request; never for routes without one. */
export type RequestBody<Name extends RouteName> = InputOf<Operations[Name], 'body'>;
/** Query of a request; never for routes without one. */
export type RequestQuery<Name extends RouteName> = InputOf<Operations[Name], 'query'>;
type InputOf<Operation, Part extends string> =
  Operation extends Readonly<Record<Part, infer Schema extends z.ZodMiniType>> ? z.input<Schema> : never;
