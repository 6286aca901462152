import type { Action, LinksShown } from './actions.ts';
import type { Attendee, LinkFields, Role } from './links.ts';
import type { Mailed } from './mailed.ts';
import type { Untold } from './outbox.ts';
import type { AttendanceRule, Failure, Outcome, VerdictBy } from './outcomes.ts';
import type { Phases } from './phases.ts';
import type { Status } from './status.ts';
import type { Extension, Timetable } from './timetable.ts';

/** A meeting has one host for the room, or one for each person (remote desktops). */
export const HOST_ROLES = ['room', 'teacher', 'student'] as const;
export type HostRole = (typeof HOST_ROLES)[number];

/** The address at which people reach a host. */
export interface Address {
  /** DNS name or IP address. */
  readonly name: string;
  readonly ip?: string;
  /** The URL that the browser opens. */
  readonly url: string;
  /** Id of the DNS change that is still in progress. Until it is done, some resolvers can't find the name. */
  readonly pending?: string;
}

/** The current host of one role. The replacement has the next attempt and overwrites it. */
export interface HostRecord {
  /** 1; 2 for the replacement. */
  readonly attempt: number;
  readonly instance_id: string;
  readonly launched_at: string;
  /** What it booted from (`imageOf`). Absent in rows of earlier versions. */
  readonly image?: string;
  readonly address?: Address;
  readonly healthy_at?: string;
  /** `detail` of the last health probe. */
  readonly progress?: string;
  /** As the host reported them. */
  readonly phases?: Phases;
  /** The host was not healthy in time, or is down. It is ended and replaced by the next attempt. */
  readonly given_up_at?: string;
  /** Latest health check, successful or not. */
  readonly checked_at?: string;
  /** Latest look-up in which EC2 showed the host. */
  readonly looked_up_at?: string;
  /** Seconds before the room opened in which neither EC2 nor the host could be asked. */
  readonly blind_seconds?: number;
  /** First of the look-ups that missed the host of an open room. */
  readonly missed_at?: string;
}

/** Every host that a meeting has had: replaced ones first. */
export const allHosts = ({ replaced, hosts }: Pick<Meeting, 'replaced' | 'hosts'>): readonly HostRecord[] => [
  ...replaced,
  ...Object.values(hosts),
];

/** Subnet and instance type of a launch. EC2 client tokens are zonal, so the intent includes the subnet. */
export interface Candidate {
  readonly subnet_id: string;
  readonly instance_type: string;
}

/**
 * Written before each launch call. It contains everything that the parameters of the call depend on. After a
 * lost response, the same call is repeated and returns the same host.
 */
export interface LaunchIntent {
  readonly attempt: number;
  /** `asked`: a host may exist. `refused`: EC2 launched nothing. */
  readonly state: 'asked' | 'refused';
  /** Number of times that EC2 has refused all candidates. */
  readonly round: number;
  /** Index of the candidate in the launch plan at the time of writing. */
  readonly index: number;
  readonly candidate: Candidate;
  /** At most 64 characters (EC2). Derived from the fields above, the id and the revision. */
  readonly client_token: string;
  /** Further parameters of the adapter, such as the version of the launch template and the image. */
  readonly parameters: Readonly<Record<string, string>>;
  /** An image that EC2 refused for this attempt: it is gone. */
  readonly refused_image?: string;
  /** Time of the latest call. A host that it launched appears in EC2 look-ups within two minutes. */
  readonly requested_at: string;
  /** EC2 responded to the latest call, and launched nothing. */
  readonly answered?: boolean;
  /** Time of the latest call before, with the same token, whose response was lost. It may still launch a host. */
  readonly unanswered_at?: string;
}

/** Attendance of one role. */
export interface Attendance {
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  /** Sum over all visits, so that gaps do not count. Absent in rows of earlier versions. */
  readonly seconds_present?: number;
  /** Time of `left`; absent after the person comes back. */
  readonly left_at?: string;
  /** The host reported an empty room again, at least a minute after `left_at`. */
  readonly left_confirmed_at?: string;
  /** How often the person came back within the minute from `since`; absent before the first return. */
  readonly returns?: { readonly since: string; readonly count: number };
}

/** Nobody was heard for the grace, and nothing proves that the room is empty. Void once somebody is heard after it. */
export interface Doubt {
  /** The first decision without evidence. */
  readonly since: string;
  /** The first zero that a host answered to such a decision. */
  readonly empty_at?: string;
}

/** Instants of the first and of the latest report that a person waits. */
export interface Waiting {
  readonly since: string;
  readonly last: string;
}

/** What one person says about the meeting. */
export interface Feedback {
  /** 1 (poor) to 5 (great). */
  readonly rating: number;
  readonly text?: string;
  readonly at: string;
}

/** The task token of the waiting state. */
export interface TaskToken {
  readonly token: string;
  /** Name of the waiting state. */
  readonly state: string;
  /** With `retry_count`, orders tokens: a lower pair never overwrites a higher pair. Fixed width. */
  readonly entered_at: string;
  readonly retry_count: number;
}

/** What was known about an open room when the end of its meeting was decided. */
export interface Because {
  /** People whom the host counted, and when: asked by the decision, or reported. */
  readonly host_count?: number;
  readonly host_counted_at?: string;
  /** The latest presence of any person or host report; absent when nobody came. */
  readonly last_heard_at?: string;
  /** In this time presence could be reported without a gap; absent when it was never probed. */
  readonly listening_from?: string;
  readonly listening_until?: string;
  /** EC2's answer about the host that was lost. */
  readonly host_state?: string;
}

/**
 * The decided end of a meeting. The conditional write that decides it writes it once; it never
 * changes. After it, nobody can join, and the workflow or a safety net tears the meeting down.
 */
export interface Verdict {
  readonly outcome: Outcome;
  readonly by: VerdictBy;
  readonly at: string;
  readonly failure?: Failure;
  /** Absent in rows of earlier versions, and when the room never opened. */
  readonly because?: Because;
}

/** A revision that is not the row's. Its execution and its wake-ups may exist. */
export interface OtherRevision {
  readonly revision: number;
  /** When a move reserved it. Absent for a revision that the row had. */
  readonly reserved_at?: string;
}

/** The organiser's latest change of the plan. */
export interface PlanChange {
  readonly at: string;
  /** `meet_time` before the change, if that changed. */
  readonly from?: string;
  readonly reason?: string;
}

/** One row of the table. Instants are ISO 8601 in UTC. */
export interface Meeting extends LinkFields {
  readonly id: string;
  /** The key of the organiser. Absent for meetings of administrators, and in rows of earlier versions. */
  readonly organiser?: string;
  /** Increases when the meeting is moved; part of the execution's name. */
  readonly revision: number;
  /** The highest revision that was ever reserved. Absent before the first move. */
  readonly last_revision?: number;
  readonly other_revisions?: readonly OtherRevision[];
  /** `planOf`. Absent before the first change. */
  readonly plan?: number;
  readonly change?: PlanChange;
  /** Increases with each write; the condition of the next write. */
  readonly version: number;
  readonly status: Status;
  /** False until the wake-ups are armed and the execution has started. The API hides such rows. */
  readonly accepted: boolean;
  readonly teacher_name: string;
  readonly student_name: string;
  readonly teacher_email?: string;
  readonly student_email?: string;
  /** BCP 47, for example `pt-BR`: the language of the person's pages. */
  readonly teacher_language?: string;
  readonly student_language?: string;
  /** IANA name: where the person is. */
  readonly teacher_time_zone?: string;
  readonly student_time_zone?: string;
  /** `2026-12-01T15:00:00Z` */
  readonly meet_time: string;
  /** IANA name from the request; used to display times. */
  readonly time_zone?: string;
  readonly duration_minutes: number;
  /** Absent in rows of earlier versions: `anyone`. */
  readonly attendance_rule?: AttendanceRule;
  readonly frontend_base_url: string;
  readonly jitsi_url: string;
  readonly created_at: string;
  readonly launch_at: string;
  /** The lead in seconds, learned when the execution woke. Absent before, and with the fixed lead. */
  readonly launch_lead?: number;
  readonly timetable: Timetable;
  readonly host_roles: readonly HostRole[];
  /** The series of which it is an occurrence, and its original date in the zone of the series. */
  readonly series_id?: string;
  readonly series_date?: string;
  readonly execution_arn?: string;
  /** ARN of the execution that claimed the launch. No other execution may change the meeting. */
  readonly claimed_by?: string;
  /** The execution ended without ending the meeting, so the safety nets do that without a margin. */
  readonly execution_over?: true;
  readonly hosts: Readonly<Partial<Record<HostRole, HostRecord>>>;
  /** Set at the launch: when the hosts power off (`latestEnd`). */
  readonly latest_end?: string;
  readonly extensions?: readonly Extension[];
  /** How much later than planned the meeting starts; `meet_time` contains it. */
  readonly late_minutes?: number;
  /** When the teacher moved the start last. */
  readonly late_at?: string;
  /** Hosts that were given up and replaced. */
  readonly replaced: readonly HostRecord[];
  readonly intents: Readonly<Partial<Record<HostRole, LaunchIntent>>>;
  /** Latest launch that found all slots in use. */
  readonly cap_reached_at?: string;
  /** Why the launch waits, or `progress` of the first host that is not healthy yet. */
  readonly progress?: string;
  readonly opened_at?: string;
  readonly attendance: Readonly<Partial<Record<Attendee, Attendance>>>;
  /** When hosts counted two people, although the page of one of them had never been heard. */
  readonly both_counted_at?: string;
  readonly doubt?: Doubt;
  /** Who waits on the join page. It decides nothing: the other person's page shows it. */
  readonly waiting?: Readonly<Partial<Record<Role, Waiting>>>;
  readonly feedback?: Readonly<Partial<Record<Role, Feedback>>>;
  readonly token?: TaskToken;
  readonly verdict?: Verdict;
  readonly outcome?: Outcome;
  readonly failure?: Failure;
  readonly ended_at?: string;
  /** What happened and was not told yet, oldest first. Absent when there is nothing. */
  readonly untold?: readonly Untold[];
  /** Actions that are not in the record yet, oldest first. Absent when there are none. */
  readonly unrecorded?: readonly Action[];
  /** The number of the latest action. Absent before the first one. */
  readonly last_action?: number;
  readonly links_shown?: LinksShown;
  /**
   * `at` of the first event or action of them, or `mail ` and `mail_at` when there is only something to tell by mail. Rows with it are in an
   * index of the table.
   */
  readonly untold_since?: string;
  /** The highest sequence number of an event. */
  readonly last_event?: number;
  /** Base URL of the API, for addresses in mails. */
  readonly base_url?: string;
  /** What people were told by mail. Absent in a meeting that was scheduled while the deployment sent no mail: it is never told. */
  readonly mailed?: Readonly<Partial<Record<Role, Mailed>>>;
  /** When somebody must be told something by mail; absent when there is nothing. Reminders do not count. */
  readonly mail_at?: string;
  /** Epoch seconds; only on the row of a leftover. DynamoDB deletes the row later. */
  readonly expires_at?: number;
}
