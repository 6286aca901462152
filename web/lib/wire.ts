import type {
  changeBody,
  changeSeriesBody,
  presenceBody,
  previewBody,
  scheduleBody,
  seriesBody,
  webhookBody,
} from '../../steps/api/http/request-schemas.ts';
import type {
  Execution as ApiExecution,
  MeetingDetails,
  MeetingList,
  OpenRoom,
  PlannedTimes,
  ProblemBody,
  WaitingRoom,
} from '../../steps/api/http/response-schemas.ts';
import type { Overview as ApiOverview } from '../../steps/api/http/overview-schemas.ts';
import type { SeriesDetails as ApiSeriesDetails } from '../../steps/api/http/series-schemas.ts';
import type { DeliverySummary, WebhookSummary } from '../../steps/api/http/webhook-schemas.ts';
import type * as z from 'zod/mini';

/** Types of the API, derived from its schemas, and lists of values. The pages contain no schema code. */
export { type Role, ROLES } from '../../client/send.ts';
export { ATTENDANCE_RULES, type AttendanceRule, OUTCOMES, type Outcome } from '../../steps/domain/outcomes.ts';
export { EVENT_TYPES, type EventType } from '../../steps/domain/event-types.ts';
export { type Status, STATUSES } from '../../steps/domain/status.ts';
export type { RefusalCode } from '../../steps/api/http/refusal-codes.ts';
export type {
  Attendance as Seen,
  Because,
  ExecutionEvent,
  FieldError,
  MeetingSummary as Meeting,
  PersonalLinks,
  PlannedTimes,
  Receipt,
} from '../../steps/api/http/response-schemas.ts';
export type { Action } from '../../steps/api/http/action-schemas.ts';
export type { AttendedMeeting } from '../../steps/api/http/report-schemas.ts';
export type {
  NextDate,
  SeriesOccurrence as Occurrence,
  SeriesSummary as Series,
} from '../../steps/api/http/series-schemas.ts';

export type PresenceSignal = z.input<typeof presenceBody>['event'];

export type EndedBy = NonNullable<ProblemBody['ended_by']>;
export type NextLesson = NonNullable<ProblemBody['next']>;

/** The server's time, and its speed relative to real time. */
export type ClockFields = Partial<Pick<MeetingList, 'now' | 'clock_speed'>>;
/** A response without the clock fields, which only the ServerClock reads. */
type WithoutClock<Response> = Omit<Response, keyof ClockFields>;

/** The form always sends the optional time zone and duration. */
export type ScheduleBody = z.input<typeof scheduleBody> & {
  readonly time_zone: string;
  readonly duration_minutes: number;
};

/** A repeated meeting. */
export type SeriesBody = ScheduleBody & Pick<z.input<typeof seriesBody>, 'rrule'>;
export type PreviewBody = z.input<typeof previewBody>;
export type ChangeSeriesBody = z.input<typeof changeSeriesBody>;

export type ChangeBody = z.input<typeof changeBody>;

export type WebhookBody = z.input<typeof webhookBody>;
export type { DeliverySummary as Delivery, WebhookSummary as Webhook };

export type MeetingPage = WithoutClock<MeetingList>;
export type Details = WithoutClock<MeetingDetails>;
export type SeriesDetails = WithoutClock<ApiSeriesDetails>;
export type Overview = WithoutClock<ApiOverview>;
export type Execution = WithoutClock<ApiExecution>;
export type ExecutionStatus = ApiExecution['status'];

/** 202: the room is not open yet. */
export type Waiting = WithoutClock<WaitingRoom>;
/** 200: the room is open. */
export type Open = WithoutClock<OpenRoom>;

/** Written by hand: the API returns the definition as an open record, and the States Language has more than the graph reads. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

export interface AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/** The times of a meeting that were changed. */
export type ChangedTimes = Pick<PlannedTimes, 'meet_time' | 'hard_end'>;
