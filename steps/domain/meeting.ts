import type { KeyHolder } from './links.ts';
import type { Failure, Outcome } from './outcomes.ts';
import type { Status } from './status.ts';
import type { Timetable } from './timetable.ts';

/** One machine for the room, or one for each person (remote desktops). */
export type HostRole = 'room' | 'teacher' | 'student';

/** Where people find a host. */
export interface Address {
  /** DNS name or IP address. */
  readonly name: string;
  readonly ip?: string;
  /** What a browser opens. */
  readonly url: string;
  /** The change that is on its way; until it has arrived, not everybody can look the name up. */
  readonly pending?: string;
}

/** The host that a meeting has in one role. A replacement overwrites it with the next attempt. */
export interface HostRecord {
  /** 1, then 2 for the replacement. */
  readonly attempt: number;
  readonly instance_id: string;
  readonly launched_at: string;
  readonly address?: Address;
  readonly healthy_at?: string;
  /** What its last health probe said. */
  readonly progress?: string;
  /** Not healthy in its time, or dead: to be ended and replaced by the next attempt. */
  readonly given_up_at?: string;
}

/** Where to launch: EC2 client tokens are zonal, so the subnet belongs to the intent. */
export interface Candidate {
  readonly subnet_id: string;
  readonly instance_type: string;
}

/**
 * Written before each launch call. It has all that decides the call's parameters, so that an
 * unknown answer can be asked for again and gives the same host.
 */
export interface LaunchIntent {
  readonly attempt: number;
  /** `asked`: there may be a host; `refused`: there is definitely none. */
  readonly state: 'asked' | 'refused';
  /** How often all candidates have refused before. */
  readonly round: number;
  /** Index into the plan that was in force when the intent was written. */
  readonly index: number;
  readonly candidate: Candidate;
  /** <= 64 characters; a function of the fields above. */
  readonly client_token: string;
  /** What else the adapter needs to say the very same again, such as the launch template's version. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the latest call: a host that it started shows in look-ups by two minutes later. */
  readonly requested_at: string;
}

/** Attendance of one role. */
export interface Attendance {
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  /** They said that they left, and have not been back since. */
  readonly left_at?: string;
}

/** The callback that the workflow waits on. */
export interface TaskToken {
  readonly token: string;
  /** Name of the waiting state. */
  readonly state: string;
  /** With `retry_count`, orders tokens: a lower pair never overwrites a higher one. Fixed width. */
  readonly entered_at: string;
  readonly retry_count: number;
}

export type VerdictBy = 'teacher' | 'organiser' | 'workflow' | 'net';

/**
 * How the meeting is to end: written once, in the same conditional write that decides it, and
 * never changed. From then on nobody is let in, and whoever finds it tears down.
 */
export interface Verdict {
  readonly outcome: Outcome;
  readonly by: VerdictBy;
  readonly at: string;
  readonly failure?: Failure;
}

/** One item of the table: all that is known of a meeting. Instants are ISO 8601 in UTC. */
export interface Meeting {
  readonly id: string;
  /** Raised when the meeting is moved; part of the execution's name. */
  readonly revision: number;
  /** Raised by each write: the condition of the next. */
  readonly version: number;
  readonly status: Status;
  /** False until nets are armed and the execution has started; such rows are shown to nobody. */
  readonly accepted: boolean;
  readonly teacher_name: string;
  readonly student_name: string;
  readonly teacher_email?: string;
  readonly student_email?: string;
  /** `2026-12-01T15:00:00Z` */
  readonly meet_time: string;
  /** IANA name, as given, for showing times. */
  readonly time_zone?: string;
  readonly duration_minutes: number;
  readonly frontend_base_url: string;
  readonly jitsi_url: string;
  readonly created_at: string;
  readonly launch_at: string;
  readonly timetable: Timetable;
  readonly link_version: number;
  readonly host_roles: readonly HostRole[];
  readonly execution_arn?: string;
  /** The execution that claimed the launch; only it may act for the meeting. */
  readonly claimed_by?: string;
  readonly hosts: Readonly<Partial<Record<HostRole, HostRecord>>>;
  /** Hosts that were given up and have a successor. */
  readonly replaced: readonly HostRecord[];
  readonly intents: Readonly<Partial<Record<HostRole, LaunchIntent>>>;
  /** What the last health probe said, of the host that is furthest behind; of each host by itself, see there. */
  readonly progress?: string;
  readonly opened_at?: string;
  readonly attendance: Readonly<Partial<Record<KeyHolder, Attendance>>>;
  readonly token?: TaskToken;
  readonly verdict?: Verdict;
  readonly outcome?: Outcome;
  readonly failure?: Failure;
  readonly ended_at?: string;
}
