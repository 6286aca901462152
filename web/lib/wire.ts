/** The wire format of the API, as far as the pages read it. */

export const ROLES = ['teacher', 'student'] as const;
export type Role = (typeof ROLES)[number];

export const STATUSES = ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS', 'ENDED'] as const;
export type Status = (typeof STATUSES)[number];

export const OUTCOMES = ['COMPLETED', 'NO_SHOW', 'CANCELLED', 'TIME_LIMIT', 'FAILED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who decided the end. */
export type EndedBy = 'teacher' | 'organiser' | 'workflow' | 'net';

/** What time it is for the server, and how much faster than the world's its clock runs. */
export interface ClockFields {
  readonly now?: string;
  readonly clock_speed?: number;
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface ScheduleBody {
  readonly teacher_name: string;
  readonly student_name: string;
  readonly meet_time: string;
  readonly time_zone: string;
  readonly duration_minutes: number;
  readonly frontend_base_url: string;
  readonly teacher_email?: string;
  readonly student_email?: string;
}

export interface Receipt {
  readonly id: string;
  readonly teacher_link: string;
  readonly student_link: string;
  readonly meet_time: string;
  readonly launch_at: string;
}

export interface Seen {
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly left_at?: string;
}

export interface Failure {
  readonly reason: string;
  readonly detail: string;
}

export interface Meeting {
  readonly id: string;
  readonly revision: number;
  readonly status: Status;
  readonly outcome?: Outcome;
  readonly failure?: Failure;
  readonly teacher_name: string;
  readonly student_name: string;
  readonly teacher_email?: string;
  readonly student_email?: string;
  readonly meet_time: string;
  readonly time_zone?: string;
  readonly duration_minutes: number;
  readonly created_at: string;
  readonly launch_at: string;
  readonly opened_at?: string;
  readonly ended_at?: string;
  readonly attendance: Readonly<Partial<Record<Role | 'host', Seen>>>;
}

export interface MeetingPage extends ClockFields {
  readonly meetings: readonly Meeting[];
  readonly cursor?: string;
}

export interface Details extends Meeting, ClockFields {
  readonly progress?: string;
  readonly host_minutes: number;
  readonly host_cost_dollars: number;
  readonly console_url?: string;
}

/** What is told to people about their own meeting, whatever its state. */
interface About extends ClockFields {
  readonly status: Status;
  readonly meet_time: string;
  readonly duration_minutes?: number;
  readonly time_zone?: string;
  readonly teacher_name?: string;
  readonly student_name?: string;
}

/** 202: the room is not open yet. */
export interface Waiting extends About {
  readonly message: string;
  readonly opens_at: string;
  readonly launch_at?: string;
  /** What the last health probe said. */
  readonly progress?: string;
  readonly retry_after_seconds: number;
}

/** 200: the room is open. */
export interface Open extends About {
  readonly room_url: string;
  readonly room: {
    readonly domain: string;
    readonly name: string;
    readonly jwt?: string;
    readonly kind?: 'jitsi' | 'page';
  };
  /** One's own display name. */
  readonly name: string;
  readonly presence_every_seconds: number;
}

export type PresenceSignal = 'joined' | 'present' | 'left';

export interface AslState {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals?: readonly string[] }[];
}

/** An Amazon States Language definition. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionEvent {
  readonly id: number;
  readonly at: string;
  readonly type: string;
  readonly state?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly retryCount?: number;
}

export interface Execution extends ClockFields {
  readonly status: ExecutionStatus;
  readonly events: readonly ExecutionEvent[];
  readonly console_url?: string;
}

/** Who is in a stand-in room. */
export interface RoomPeople extends ClockFields {
  readonly people: readonly (Seen & { readonly role: Role; readonly name: string })[];
}
