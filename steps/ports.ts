import type { Address, Candidate, HostRole, Meeting } from './domain/meeting.ts';
import type { ListedMeeting } from './domain/listed-meeting.ts';
import type { Millis } from './domain/instants.ts';
import type { IdempotencyRecord } from './domain/idempotency-record.ts';
import type { KeyRing } from './domain/key-ring.ts';
import type { HostState } from './domain/host-state.ts';
import type { BootDimensions, MetricName } from './domain/metrics.ts';
import type { WakeUpKind } from './domain/wake-ups.ts';
import type { Status } from './domain/status.ts';
import type { ExecutionHistory } from './domain/execution-history.ts';
import type { PresenceRoute } from './listening/ports.ts';
import type { BuildHost, BuildHosts, ImageCheck, Images } from './image/ports.ts';
import type { Mail } from './mail/ports.ts';
import type { Retention } from './privacy/ports.ts';
import type { ActionStore } from './actions/ports.ts';
import type { CalendarStore } from './calendar/ports.ts';
import type { Health, ReadyTimes } from './readiness/ports.ts';
import type { Days } from './overview/ports.ts';
import type { DeliveryRuns, Outbox, Receivers, WebhookStore } from './telling/ports.ts';
import type { SeriesRuns, SeriesStore } from './series/ports.ts';
import type { Settings } from './settings.ts';

/** The services of steps and routes. Adapters pass the port's suite in `test/contracts`; they reject with errors of the service. */
export interface Ports {
  readonly meetings: Meetings;
  readonly slots: Slots;
  readonly days: Days;
  readonly readyTimes: ReadyTimes;
  readonly series: SeriesStore;
  readonly seriesRuns: SeriesRuns;
  readonly outbox: Outbox;
  readonly webhooks: WebhookStore;
  readonly calendars: CalendarStore;
  readonly actions: ActionStore;
  readonly deliveryRuns: DeliveryRuns;
  readonly receivers: Receivers;
  readonly mail: Mail;
  readonly hosts: Hosts;
  readonly buildHosts: BuildHosts;
  readonly images: Images;
  readonly imageCheck: ImageCheck;
  readonly addresses: Addresses;
  readonly health: Health;
  readonly presenceRoute: PresenceRoute;
  readonly workflow: Workflow;
  readonly wakeUps: WakeUps;
  readonly secrets: Secrets;
  readonly settings: Settings;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly log: Log;
}

/** The only source of the current time. */
export interface Clock {
  now(): Millis;
  /** Clock seconds per second of real time; 1 on AWS. */
  readonly speed: number;
}

export type OpenOrEnded = 'open' | 'ended';

/** Selects open or ended meetings, of one organiser or of all. Open meetings are sorted by ascending `meet_time`, ended ones by descending. */
export interface MeetingQuery {
  readonly openOrEnded: OpenOrEnded;
  readonly status?: Status | undefined;
  readonly organiser?: string | undefined;
  /** `from` and `to`: inclusive bounds of `meet_time`, such as `2026-12-01T15:00:00Z`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Maximum number of rows that are read, before `status` filters them. */
  readonly limit: number;
  /** Cursor: `after` of the previous page. Opaque. */
  readonly after?: string;
}

export interface MeetingPage {
  readonly meetings: readonly ListedMeeting[];
  /** Cursor of the next page, which can be empty; absent on the last page. */
  readonly after?: string;
}

/** The table of meetings. Reads of a single row are strongly consistent. There are no transactions. */
export interface Meetings {
  find(id: string): Promise<Meeting | undefined>;
  /** Returns false when a row with this id exists. */
  insert(meeting: Meeting): Promise<boolean>;
  /**
   * Writes the whole row if the stored row has version `seen` and the status table allows the
   * move. Otherwise returns false, after a short random time, so that many writers of one row do not meet again; then
   * read the row again.
   */
  replace(meeting: Meeting, seen: number): Promise<boolean>;
  /** Eventually consistent: a row can be missing or old shortly after a write. @throws BadCursor for a cursor of another query */
  list(query: MeetingQuery): Promise<MeetingPage>;
  /** Stores `value` if the key has no record. Returns the record that is stored then. */
  saveIdempotencyRecord(key: string, value: IdempotencyRecord): Promise<IdempotencyRecord>;
  findIdempotencyRecord(key: string): Promise<IdempotencyRecord | undefined>;
  /** Reads a mark: a small named text that is kept beside the rows. */
  getMark(name: string): Promise<string | undefined>;
  /** Writes a mark; undefined deletes it. */
  setMark(name: string, value: string | undefined): Promise<void>;
}

/** The slots in use: `slotOf` a meeting and a role. They limit the hosts that run at the same time. */
export interface Slots {
  /**
   * Claims all of these slots if at most `max` are in use then, or if they are all in use already. Otherwise claims none.
   * @param max no limit when absent, for hosts that run already
   * @returns false when the limit was reached
   * @throws Throttled nothing was claimed; repeat later
   */
  claim(slots: readonly string[], max?: number): Promise<boolean>;
  /** Idempotent. @throws Throttled */
  release(slots: readonly string[]): Promise<void>;
  /** Strongly consistent. */
  held(): Promise<readonly string[]>;
}

export interface Host {
  readonly instanceId: string;
  readonly meetingId: string;
  readonly revision: number;
  readonly role: HostRole;
  readonly attempt: number;
  readonly state: HostState;
  readonly launchedAt: Millis;
  /** The host terminates itself at this instant. */
  readonly hardEnd: Millis;
  readonly publicIp?: string;
  readonly publicName?: string;
}

export const isBuildHost = (host: Host | BuildHost): host is BuildHost => 'build' in host;

export interface LaunchPlan {
  /** In order of preference; never empty. */
  readonly candidates: readonly Candidate[];
  /** Stored in the launch intent and passed to `launch`, such as the version of the launch template. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Hash of what an image must have been made from; undefined when the deployment builds no images. */
  readonly imageInputs?: string;
}

export interface LaunchRequest {
  readonly meetingId: string;
  /** `key_id` of the row: the secrets of the room derive from it. */
  readonly keyId?: string;
  readonly revision: number;
  readonly role: HostRole;
  readonly attempt: number;
  readonly candidate: Candidate;
  readonly clientToken: string;
  /** `parameters` of the plan; `image_id` is the image of a build, in place of the one of the launch template. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The host terminates itself at this instant. */
  readonly hardEnd: Millis;
  /** An earlier call had no response: its host is looked up first. */
  readonly again?: boolean;
}

/**
 * `ended`: this call stopped the host, and its billing. `gone`: the host was shutting down or terminated before.
 * `ending`: the host still runs. `unknown`: the service does not list this id, because it is too new or was
 * terminated more than about an hour ago.
 */
export type TerminationResult = 'ended' | 'gone' | 'ending' | 'unknown';

/** The hosts of this deployment. Hosts of other deployments are invisible. */
export interface Hosts {
  plan(): LaunchPlan;
  /**
   * Launches one host; at most one for a client token. After any error but those below it is unknown
   * whether a host was launched: repeat the same request.
   * @throws CandidateRefused nothing was launched; this subnet and type can't launch now
   * @throws ImageRefused nothing was launched; the image is gone
   * @throws Throttled nothing was launched; repeat later
   */
  launch(request: LaunchRequest): Promise<Host>;
  /** Finds hosts by tag and by known ids. Terminated hosts stay visible for about an hour; a new host can be missing for up to two minutes. */
  ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]>;
  /** Returns undefined when the id is unknown, too new, or belongs to another deployment. */
  find(instanceId: string): Promise<Host | BuildHost | undefined>;
  /** Returns every host whose billing has not stopped, also those of builds. */
  running(): Promise<readonly (Host | BuildHost)[]>;
  /** Terminates a host. Idempotent. */
  end(instanceId: string): Promise<TerminationResult>;
  /** Removes what belonged to hosts that are gone, such as their secrets. */
  removeLeftovers(): Promise<void>;
}

/** The fields of a host that its address depends on. */
export type NetworkHost = Pick<Host, 'instanceId' | 'state' | 'publicIp' | 'publicName'>;

/** A DNS name that points to a host of a meeting. */
export interface PublishedAddress {
  readonly meetingId: string;
  readonly address: Address;
}

/** Names and URLs of hosts. */
export interface Addresses {
  /**
   * Publishes the address of a host; idempotent. The address has `pending` until every name server has it.
   * Returns undefined when the address is not known yet; then call again.
   * @param before the result of the previous call for this host
   */
  publish(meetingId: string, host: NetworkHost, before?: Address): Promise<Address | undefined>;
  /** Returns every published name that must be removed when its meeting ends. @throws Throttled */
  published(): Promise<readonly PublishedAddress[]>;
  /** Removes names. Idempotent. @throws Throttled nothing was removed; repeat later */
  remove(meetingId: string, recorded: readonly Address[]): Promise<void>;
}

/** Input of the meeting workflow. `launchAt` is ISO 8601 in UTC. */
export interface ExecutionInput {
  readonly meetingId: string;
  readonly revision: number;
  readonly launchAt: string;
}

/** `closed`: the task or its execution has ended, or a newer token replaced this one. That is not an error. */
export type TokenResult = 'accepted' | 'closed';

export interface StartResult {
  readonly executionArn: string;
  /** True when an execution of this name existed before and has ended. */
  readonly alreadyEnded: boolean;
}

/** Executions of the meeting workflow (Step Functions). */
export interface Workflow {
  /** Starts an execution. Idempotent for the same name and input. */
  start(name: string, input: ExecutionInput): Promise<StartResult>;
  /** Aborts an execution. Does nothing when it has ended. */
  stop(executionArn: string, cause: string): Promise<void>;
  /** Completes the task that waits with this token. */
  succeed(token: string): Promise<TokenResult>;
  /** Restarts the heartbeat time-out of the task that waits with this token. */
  heartbeat(token: string): Promise<TokenResult>;
  /** Returns the definition in the Amazon States Language, as parsed JSON. */
  definition(): Promise<unknown>;
  /** Returns undefined when the execution is unknown. Step Functions forgets an execution 90 days after its end. */
  execution(executionArn: string): Promise<ExecutionHistory | undefined>;
  /** Returns the execution's page in the console of AWS; undefined outside of AWS. */
  consoleUrl(executionArn: string): string | undefined;
}

export interface WakeUp {
  readonly meetingId: string;
  readonly revision: number;
  readonly kind: WakeUpKind;
  /** An instant in the past fires as soon as possible. */
  readonly at: Millis;
}

/** One-time schedules that run the sweep, independent of the workflow. */
export interface WakeUps {
  /** Does nothing when a wake-up of this meeting, revision and kind exists. */
  arm(wakeUp: WakeUp): Promise<void>;
  /** Removes the wake-ups of all kinds. Idempotent. */
  disarm(meetingId: string, revision: number): Promise<void>;
}

/** The link secrets of the deployment. What a caller sees can be five minutes old. */
export interface Secrets {
  keyRing(): Promise<KeyRing>;
  /**
   * Returns the secret from which the keys of a meeting derive, also when it is newer than what `keyRing` returns.
   * @param keyId `key_id` of the row
   * @throws UnknownKey
   */
  linkSecret(keyId: string | undefined): Promise<string>;
}

/** Structured log and metrics of the deployment. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /**
   * Adds a value to a metric, in the unit that `METRIC_UNITS` gives.
   * @param by adds it to the metric with these dimensions, too
   */
  count(metric: MetricName, value: number, by?: BootDimensions): void;
}
