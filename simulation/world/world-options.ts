import type { ExecutionView, HistoryEvent } from '../../local/states-language/index.ts';
import type { BuildFunction } from '../../statemachine/image-build.ts';
import type { TaskFunction } from '../../statemachine/meeting.ts';
import type { RouteName } from '../../steps/api/routes.ts';
import type { Millis } from '../../steps/domain/instants.ts';
import type { MetricName } from '../../steps/domain/metrics.ts';
import type { Timetable } from '../../steps/domain/timetable.ts';
import type { LaunchRequest, Log, Ports } from '../../steps/ports.ts';
import type { Settings } from '../../steps/settings.ts';
import type { SweepCall } from '../../steps/sweep/sweep.ts';
import type { Retention } from '../../steps/privacy/ports.ts';
import type { BuildOptions } from './build-world.ts';
import type { OnSeriesWrite } from './memory/series.ts';
import type { ReceiverRequest, Receivers } from '../../steps/telling/ports.ts';
import type { Answer } from '../../steps/telling/webhooks.ts';
import type { MailSettings } from '../../steps/mail/ports.ts';
import type { MailService } from './model/mail.ts';
import type { OnMark, OnWrite } from './model/dynamo.ts';
import type { Ec2Options, HostBehaviour, Machine } from './model/ec2.ts';
import type { NetName } from './nets.ts';

/** The invocation of a function. */
export interface Invocation {
  readonly caller:
    | TaskFunction
    | BuildFunction
    | RouteName
    | 'sweep'
    | 'probePresence'
    | 'fillSeries'
    | 'tell'
    | 'deliverEvent'
    | 'sendNotices'
    | 'recordBounce'
    | 'forget';
  /** What invoked the sweep, or `timer` for the step that tells. */
  readonly source?: SweepCall['source'];
  /** Undefined when the invocation is not for one meeting. */
  readonly meetingId: string | undefined;
  /** Undefined when the invocation is for all series. */
  readonly seriesId?: string | undefined;
  /** Name of the execution, for a step of a build. */
  readonly build?: string;
}

export interface WorldOptions {
  readonly start: Millis;
  readonly timetable?: Partial<Timetable>;
  readonly settings?: Partial<Settings>;
  readonly ec2?: Partial<Pick<Ec2Options, 'candidates' | 'refusal' | 'lookUpLag' | 'idLag' | 'people'>>;
  readonly behaviourOf?: (order: LaunchRequest) => Partial<HostBehaviour>;
  /** How long names are kept; a year by default. */
  readonly retention?: Retention;
  /** Time until a new DNS name is visible everywhere. Without this option rooms have no names; hosts have EC2's. */
  readonly namesInSync?: (meetingId: string) => Millis;
  readonly withoutNets?: ReadonlySet<NetName>;
  /** The timers of sweep and probe rest while no meeting is within this time. */
  readonly restsUntil?: Millis;
  /** The status that API Gateway returns in place of the function; undefined when it calls the function. */
  readonly refused?: (route: RouteName) => number | undefined;
  /** A workflow definition of an earlier version. The default is the current one. */
  readonly definition?: Record<string, unknown>;
  /** Wraps the ports of a caller (the name of a step or a route). */
  readonly between?: (ports: Ports, caller: string) => Ports;
  /** Runs an invocation of a function. The simulation puts its faults in here. */
  readonly invoke?: <T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>) => Promise<T>;
  /** The delays until the sweep runs, one for each delivery of the call; empty when the call is lost. */
  readonly delays?: (call: SweepCall) => readonly Millis[];
  /** With it, the deployment builds images. */
  readonly images?: BuildOptions;
  /** Whether events are told; otherwise they stay in their rows. */
  readonly telling?: boolean;
  /** Settings of mail; without them nobody is told by mail. */
  readonly mail?: Partial<MailSettings>;
  /** Runs in place of the mail service; `deliver` puts the mail into the mailbox. */
  readonly onMail?: MailService;
  /** The delays until an event's record of the table's stream is read, one for each delivery of the record. */
  readonly streamDelays?: (meetingId: string) => readonly Millis[];
  /** The receivers of events, in place of the simple model. */
  readonly receivers?: Receivers;
  /** What a receiver of the simple model answers; it accepts everything by default. */
  readonly answer?: (request: ReceiverRequest) => Answer;
  /** Random numbers from 0 to 1 for the jitter of an execution's retries. */
  readonly random?: (executionName: string) => number;
  readonly log?: Log;
  /** Receives the metrics that functions record. */
  readonly onMetric?: (metric: MetricName, value: number) => void;
  /** Receives errors of the program, and dead letters that no fault explains. */
  readonly onDefect?: (what: string, meetingId: string | undefined) => void;
  readonly keepHistory?: boolean;
  readonly onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
  readonly onWrite?: OnWrite;
  readonly onMark?: OnMark;
  readonly onSeriesWrite?: OnSeriesWrite;
  readonly onDisarm?: (meetingId: string) => void;
  readonly onLaunch?: (machine: Machine) => void;
  /** Called when a machine stops or ends. */
  readonly onHost?: (machine: Machine) => void;
}
