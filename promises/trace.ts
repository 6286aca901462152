import type { Action } from '../steps/domain/actions.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';
import type { HostRole, Meeting, Verdict } from '../steps/domain/meeting.ts';

import type { BuildTrace, LaunchedImageTrace } from './build-trace.ts';
import type { MailTrace } from './mail-trace.ts';
import type { SeriesTrace } from './series-trace.ts';
import type { ToldTrace } from './told-trace.ts';

/** What is known about one meeting, one series, or one build of an image. An absent field is not known: no promise that needs it can be checked. */
export interface Trace {
  /** Meeting time plus duration, overtime and extensions. */
  readonly hardEnd?: Millis;
  /** When the hosts power off by their own timers. */
  readonly latestEnd?: Millis;
  /** The row after the last write; null when there never was one. */
  readonly row?: Meeting | null;
  /** Statuses of the responses to `POST /schedule`, in order. */
  readonly scheduleStatuses?: readonly number[];
  /** Requests to cancel or end the meeting, with the response. */
  readonly endRequests?: readonly EndRequest[];
  /** Every verdict that was written, also one that replaced another. */
  readonly verdicts?: readonly WrittenVerdict[];
  /** What could launch, after each write of the row, each end of an execution and each disarming, until the launch time. */
  readonly plans?: readonly PlanTrace[];
  /** The revision of each launched host, and the row's revision then. */
  readonly launches?: readonly { readonly revision: number; readonly launchable: number }[];
  /** Requests to change the plan, with the status of the response. */
  readonly changes?: readonly ChangeTrace[];
  /** Every write that changed the plan, in order. */
  readonly planWrites?: readonly PlanWrite[];
  /** A series, and no meeting: the other fields say nothing then. */
  readonly series?: SeriesTrace;
  /** A build of an image, and no meeting. */
  readonly build?: BuildTrace;
  /** The images that hosts of the meeting were launched from. */
  readonly launchedImages?: readonly LaunchedImageTrace[];
  /** Who did what, as the record has it. Known when all that the meeting had to tell and to record must have arrived. */
  readonly recorded?: readonly Action[];
  /** What the meeting had to tell, and what receivers did with it. */
  readonly told?: ToldTrace;
  /** The mails to its people that arrived, in order. */
  readonly mails?: readonly MailTrace[];
  /** Every write of ENDED. */
  readonly endings?: readonly Ending[];
  /** Every machine that was launched for the meeting, ended ones too. */
  readonly hosts?: readonly HostTrace[];
  /** Ids of the hosts that set their timer. */
  readonly timersSet?: ReadonlySet<string>;
  /** By instance id: when a host was sound. A host that never was has no entry. */
  readonly sound?: ReadonlyMap<string, Span>;
  /** Whether the hosts report how many people are in the room. */
  readonly hostsCount?: boolean;
  /** People with a personal link, and the latest presence that the API accepted from them. */
  readonly people?: readonly PersonTrace[];
  /** Ends of a host that was in use, by a call and before any verdict. */
  readonly cuts?: readonly Cut[];
  /** Null when no execution was started. */
  readonly execution?: ExecutionTrace | null;
  /** What remains half an hour after the hard end. */
  readonly left?: { readonly wakeUps: number; readonly name: boolean };
  /** Times in which a service did not respond, in order. */
  readonly outages?: readonly Outage[];
  /** Whether anything happened that can make a meeting fail, and the number of calls that failed. */
  readonly disturbances?: { readonly any: boolean; readonly calls: number };
  /** Metrics with an alarm that were recorded since the meeting before it was checked. */
  readonly alarms?: readonly string[];
  /** Errors of the program, and dead letters that no fault explains. */
  readonly defects?: readonly string[];
}

export interface Span {
  readonly from: Millis;
  /** Infinity when it did not end. */
  readonly until: Millis;
}

export interface EndRequest {
  readonly at: Millis;
  readonly status: number;
  /** The outcome in the response. */
  readonly outcome: string | undefined;
}

/** Who was in the room at one time. */
export interface Occupancy {
  /** Roles in the room from whom the API accepted a presence within the grace. */
  readonly heard: readonly Role[];
  /** People in the room, heard or not, and since when. */
  readonly inside: readonly { readonly role: Role; readonly since: Millis }[];
}

export interface WrittenVerdict extends Occupancy {
  readonly verdict: Verdict;
  readonly at: Millis;
}

export interface PlanTrace {
  readonly at: Millis;
  /** Of the row. */
  readonly revision: number;
  readonly launchAt: Millis;
  /** When the execution of this revision launches the host; undefined when it does not run. */
  readonly launchesAt: Millis | undefined;
  /** When the wake-ups of this revision are armed for, in order. */
  readonly wakeUps: readonly Millis[];
  /** When they must fire at the latest, in order. */
  readonly due: readonly Millis[];
}

/** Fields of the row that the organiser changes, each to a value of its own. */
export type ChangedFields = Partial<Pick<Meeting, 'meet_time' | 'duration_minutes' | 'teacher_name' | 'student_email'>>;

export interface PlanWrite {
  readonly at: Millis;
  /** The number of the plan that it replaced, and of the new one. */
  readonly before: number;
  readonly after: number;
  /** The fields that it changed, with their new values. */
  readonly fields: ChangedFields;
}

export interface ChangeTrace {
  readonly sentAt: Millis;
  /** Of the response. */
  readonly at: Millis;
  readonly status: number;
  readonly change:
    | { readonly what: 'plan'; readonly fields: ChangedFields; readonly ifMatch?: number | undefined }
    | { readonly what: 'late'; readonly minutes: number }
    /** Calls with the same key are one extension. */
    | { readonly what: 'extend'; readonly minutes: number; readonly key: string | undefined };
}

export interface Cut extends Occupancy {
  readonly at: Millis;
}

export interface Ending {
  readonly at: Millis;
  readonly outcome: string | undefined;
  /** Hosts that ran at that time. */
  readonly running: number;
}

export interface HostTrace {
  readonly instanceId: string;
  readonly role: HostRole;
  readonly attempt: number;
  readonly launchedAt: Millis;
  /** Hosts in flight of the whole deployment right after the launch, if known, and the limit then. */
  readonly inFlight?: { readonly count: number; readonly limit: number };
  readonly stoppedAt?: Millis;
  /** Absent while it runs. */
  readonly endedAt?: Millis;
  readonly endedBy?: 'call' | 'timer' | 'fault';
}

export interface PersonTrace {
  readonly role: Role;
  /** When the latest presence was sent that the API accepted. The page of somebody who left can send it. */
  readonly lastHeard: Millis | undefined;
  /** The latest of these that was sent while the person was in the room. */
  readonly lastHeardInside: Millis | undefined;
}

export interface ExecutionTrace {
  readonly status: string;
  readonly state: string | undefined;
}

/** Services whose downtime is logged. */
export const SERVICES = ['ec2', 'dynamodb', 'step-functions', 'scheduler', 'api'] as const;
export type Service = (typeof SERVICES)[number];

export interface Outage extends Span {
  readonly service: Service;
}
