import type { KeyPair } from './domain/certificates.ts';
import type { Address, Candidate, HostRole, Meeting } from './domain/meeting.ts';
import type { Millis } from './domain/instants.ts';
import type { MetricName } from './domain/metrics.ts';
import type { WakeUpKind } from './domain/wake-ups.ts';
import type { Status } from './domain/status.ts';
import type { HostKind } from './domain/host-kind.ts';
import type { Timetable } from './domain/timetable.ts';

/** What a step may ask of the world. Every adapter of a port passes the suite of that port in `test/contracts`. */
export interface Ports {
  readonly meetings: Meetings;
  readonly hosts: Hosts;
  readonly addresses: Addresses;
  readonly health: Health;
  readonly workflow: Workflow;
  readonly wakeUps: WakeUps;
  readonly secrets: Secrets;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the renewal of the rooms' certificate may ask of the world; no meeting needs it. */
export interface CertificatePorts {
  readonly certificates: Certificates;
  readonly authority: CertificateAuthority;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where the one certificate of all rooms is kept. */
export interface Certificates {
  /** Whose rooms: it covers `*.{domain}`. */
  readonly domain: string;
  /** Undefined when there is none yet. */
  read(): Promise<KeyPair | undefined>;
  write(pair: KeyPair): Promise<void>;
}

export interface CertificateAuthority {
  /** False when certificates come from elsewhere. */
  readonly issues: boolean;
  /** A certificate for all rooms of a domain, and its key. */
  issue(domain: string): Promise<KeyPair>;
}

/** The only source of "now". */
export interface Clock {
  now(): Millis;
  /** How much faster than the world it runs; 1 on AWS. */
  readonly speed: number;
}

export type OpenOrEnded = 'open' | 'ended';

/** A page of meetings of one shelf, by meeting time: open ones earliest first, ended ones latest first. */
export interface MeetingQuery {
  readonly openOrEnded: OpenOrEnded;
  readonly status?: Status | undefined;
  /** Inclusive bounds of `meet_time`, `2026-12-01T15:00:00Z`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** At most this many rows are looked at (not: found). */
  readonly limit: number;
  /** Where the page before ended; opaque. */
  readonly after?: string;
}

export interface MeetingPage {
  readonly meetings: readonly Meeting[];
  /** Present when there may be more. */
  readonly after?: string;
}

/** What an idempotency key stands for. */
export interface IdempotencyRecord {
  readonly bodyHash: string;
  /** The row as first made: whoever repeats the call heals with the same input. */
  readonly meeting: Meeting;
  /** Epoch seconds; the item may be deleted after it. */
  readonly expiresAt: number;
}

/** The table. Reads of a single row are strongly consistent; there are no transactions. */
export interface Meetings {
  find(id: string): Promise<Meeting | undefined>;
  /** False when the id is taken. */
  insert(meeting: Meeting): Promise<boolean>;
  /**
   * Writes the whole row if it still has version `seen` and its status may be followed by the
   * new one. False otherwise: read again.
   */
  replace(meeting: Meeting, seen: number): Promise<boolean>;
  /** Removes a row of exactly this version; false when it has moved on or is gone. */
  remove(id: string, seen: number): Promise<boolean>;
  /** Eventually consistent: a row may be missing for moments after a write, or show its state of before. */
  list(query: MeetingQuery): Promise<MeetingPage>;
  /** Keeps `value` under the key unless it has one, and answers the one it has. */
  saveIdempotencyRecord(key: string, value: IdempotencyRecord): Promise<IdempotencyRecord>;
  findIdempotencyRecord(key: string): Promise<IdempotencyRecord | undefined>;
}

/** EC2's states; billing has stopped in the last two. */
export type HostState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface Host {
  readonly instanceId: string;
  readonly meetingId: string;
  readonly revision: number;
  readonly role: HostRole;
  readonly attempt: number;
  readonly state: HostState;
  readonly launchedAt: Millis;
  readonly publicIp?: string;
  readonly publicName?: string;
}

export interface LaunchPlan {
  /** In the order in which they are tried; never empty. */
  readonly candidates: readonly Candidate[];
  /** Kept in the intent, and given back with each order. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface LaunchRequest {
  readonly meetingId: string;
  readonly revision: number;
  readonly role: HostRole;
  readonly attempt: number;
  readonly candidate: Candidate;
  readonly clientToken: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The host ends itself then, whatever happens: an absolute instant. */
  readonly hardEnd: Millis;
}

/** What ending one host came to: `unknown` is an id that the service does not know (yet, or any more). */
export type TerminationResult = 'gone' | 'ending' | 'unknown';

/** The machines of this deployment, and of no other. */
export interface Hosts {
  plan(): LaunchPlan;
  /**
   * One host, at most one for a client token. Throws CandidateRefused (definitely nothing was
   * launched, and this candidate will not do), Throttled (definitely nothing was launched), or
   * anything else: unknown, ask again with the same order.
   */
  launch(order: LaunchRequest): Promise<Host>;
  /** By tag and by the ids already known; ended ones stay visible for about an hour. May lag behind a launch. */
  ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]>;
  /** The host of this deployment with that id; undefined when it is another's, or not known (yet). */
  find(instanceId: string): Promise<Host | undefined>;
  /** Every host of this deployment that is not gone. */
  running(): Promise<readonly Host[]>;
  /** Ends a host for good. Repeatable. */
  end(instanceId: string): Promise<TerminationResult>;
}

/** A name that leads to a host of a meeting. */
export interface PublishedAddress {
  readonly meetingId: string;
  readonly address: Address;
}

/** Names for hosts. */
export interface Addresses {
  /**
   * Publishes once per host. Until everybody can look the address up it is `pending`, or undefined
   * when not even that is known; then to be asked for again.
   * @param before what was answered last time for this host
   */
  publish(meetingId: string, host: Host, before?: Address): Promise<Address | undefined>;
  /** All that is published and has to be removed one day. */
  published(): Promise<readonly PublishedAddress[]>;
  /** Absent is success. */
  remove(meetingId: string, recorded: readonly Address[]): Promise<void>;
}

export interface ProbeResult {
  readonly healthy: boolean;
  /** What is not ready yet, in a few words that may be shown to people. */
  readonly detail: string;
}

export interface Health {
  /** Never throws: a host that does not answer is not healthy. Answers within 5 seconds of the world's time. */
  probe(meetingId: string, address: Address): Promise<ProbeResult>;
}

export interface ExecutionInput {
  readonly meetingId: string;
  readonly revision: number;
  readonly launchAt: string;
}

/** What became of a signal: a token that is over is nobody's fault. */
export type TokenResult = 'accepted' | 'closed';

/** One event of an execution's history, with the names that the Step Functions console shows. No input and no output: they hold tokens. */
export interface ExecutionEvent {
  readonly id: number;
  readonly at: string;
  readonly type: string;
  /** The state that it happened in. */
  readonly state?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionHistory {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** Oldest first; the latest few thousand. */
  readonly events: readonly ExecutionEvent[];
}

export interface StartResult {
  readonly executionArn: string;
  /** It was there before, and has ended: nothing runs. */
  readonly alreadyEnded: boolean;
}

export interface Workflow {
  /** Starts the execution, or finds it: the same name and input are the same execution. */
  start(name: string, input: ExecutionInput): Promise<StartResult>;
  /** Ends an execution without a word to it; a closed one is left as it is. */
  stop(executionArn: string, cause: string): Promise<void>;
  succeed(token: string): Promise<TokenResult>;
  heartbeat(token: string): Promise<TokenResult>;
  /** The definition in the States Language, as JSON data. */
  definition(): Promise<unknown>;
  /** What happened so far; undefined when the execution is not known (any more). */
  execution(executionArn: string): Promise<ExecutionHistory | undefined>;
  /** A page where the execution can be watched, if there is one. */
  consoleUrl(executionArn: string): string | undefined;
}

export interface WakeUp {
  readonly meetingId: string;
  readonly revision: number;
  readonly kind: WakeUpKind;
  /** A past instant fires as soon as can be. */
  readonly at: Millis;
}

/** One-time wake-ups that run the sweep, whatever the workflow does. */
export interface WakeUps {
  /** One of the same name is left as it is. */
  arm(wakeUp: WakeUp): Promise<void>;
  /** All kinds. Absent is success. */
  disarm(meetingId: string, revision: number): Promise<void>;
}

export interface Secrets {
  /** Signs the personal links; at least 32 characters. */
  linkSecret(): Promise<string>;
}

/** What the operator decided. */
export interface Settings {
  readonly timetable: Timetable;
  /** Origins that pages may call from and links may lead to; `*` allows all. */
  readonly allowedOrigins: readonly string[];
  readonly hostKind: HostKind;
  readonly hostRoles: readonly HostRole[];
  /** For kind jitsi: rooms are at `{id}.{jitsiDomain}`. */
  readonly jitsiDomain?: string;
  /** For kind ami: rooms are at `{amiDomain}/{id}`. */
  readonly amiDomain?: string;
  /** At most this many hosts running plus launches due within the hour. */
  readonly maxInFlight: number;
  /** US dollars an hour for one host. */
  readonly hostDollarsPerHour: number;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Adds a value to a metric of the deployment, in the metric's unit. */
  count(metric: MetricName, value: number): void;
}
