import { join } from 'node:path';
import { dollarsPerHour } from '../infra/prices.ts';
import {
  DELIVERY_STATE_MACHINE_ARN,
  deliveryDefinition,
  meetingDefinition,
  STATE_MACHINE_ARN,
  taskFunction,
} from '../statemachine/definition.ts';
import { HttpHealth } from '../steps/aws/http-health.ts';
import { HttpsReceivers } from '../steps/aws/https-receivers.ts';
import { HttpPresenceRoute } from '../steps/aws/http-presence-route.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { OrganiserLimits } from '../steps/domain/organisers.ts';
import { roomSecret } from '../steps/domain/rooms.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../steps/domain/timetable.ts';
import { PROBE_EVERY, probePresence } from '../steps/listening/probe-presence.ts';
import type { LaunchRequest, Log, Ports } from '../steps/ports.ts';
import { FORGET_EVERY, forget } from '../steps/privacy/forget.ts';
import { FILL_EVERY, type FillCall, fillSeries } from '../steps/series/fill-series.ts';
import { BUILD_EVERY } from '../steps/image/step-schemas.ts';
import type { SignIn } from '../steps/identity/ports.ts';
import { sweep, type SweepCall } from '../steps/sweep/sweep.ts';
import { SEND_EVERY, sendNotices } from '../steps/mail/send-notices.ts';
import { deliverEvent } from '../steps/telling/deliver-event.ts';
import { deliveryName } from '../steps/telling/events.ts';
import type { TellCall } from '../steps/telling/call.ts';
import { tell, TELL_EVERY } from '../steps/telling/tell.ts';
import { SWEEP_EVERY } from '../steps/sweep/timer.ts';
import { LocalClock, realTimeClock } from './clock.ts';
import { Executions } from './executions.ts';
import { FileSecrets } from './file-secrets.ts';
import { makeFolder } from './files.ts';
import { BUILD_STEPS, ROUTE_HANDLERS, STEPS } from './handlers.ts';
import { LocalBuilds } from './local-builds.ts';
import { LocalHosts } from './hosts.ts';
import { makeLog } from './log.ts';
import { StreamedMeetings } from './streamed-meetings.ts';
import { MEETINGS_TABLE, openTables } from './tables.ts';
import { LocalWakeUps } from './wake-ups.ts';
import { WorkInFlight } from './work-in-flight.ts';
import { Mailbox } from './outbox/mailbox.ts';
import { outboxPage } from './outbox/pages.ts';
import { makePages, readFiles } from './pages.ts';
import type { Word } from '../web/lib/words.ts';
import { RoomHealth } from './room/health.ts';
import { lessonOf } from './room/lesson.ts';
import { whoLeft } from './room/who-left.ts';
import { reportPresence } from './room/report-presence.ts';
import { type Certificate, certificateFor } from './network/certificate.ts';
import { LOOPBACK, Network } from './network/network.ts';
import { postTrusting } from './network/post.ts';
import { startServers } from './servers.ts';

export interface RuntimeOptions {
  /** Of the API and organisers' pages; the next one is that of join pages. 0 for any free ports. */
  readonly port: number;
  /** An IPv4 address of this computer, for HTTPS to other devices; undefined: HTTP on 127.0.0.1. */
  readonly host?: string | undefined;
  readonly speed: number;
  /** Returns the real time in epoch milliseconds; default Date.now. */
  readonly realTime?: () => number;
  readonly dataDir: string;
  /** Milliseconds on the local clock until a host is healthy; Infinity for never. */
  readonly bootTime: (order: LaunchRequest) => Millis;
  /** The key of administrators. Without it and `signIn`, everybody may call every route. */
  readonly apiKey?: string | undefined;
  readonly signIn?: SignIn | undefined;
  /** Whether organisers sign in at an issuer on this computer, as made-up people; its port is the one after that of join pages. */
  readonly localIssuer?: boolean;
  /** Allowed in addition to the runtime's own origin. */
  readonly origins: readonly string[];
  /** What guests read for a meeting. */
  readonly word?: Word;
  readonly timetable?: Partial<Timetable>;
  /** Whether hosts count the people in their rooms and report presence; default true. Hosts of kind `ami` on AWS do not. */
  readonly hostsCount?: boolean;
  readonly maxInFlight?: number;
  readonly organiserLimits?: OrganiserLimits;
  /** Whether images are built: at once, and then as on AWS. */
  readonly images?: boolean;
  /** Whether webhooks may have addresses of this computer. */
  readonly loopbackWebhooks?: boolean;
  /** Wraps the ports of the steps, for fault injection. */
  readonly around?: (ports: Ports) => Ports;
  readonly write: (line: string) => void;
}

export interface Runtime {
  /** Of the API and organisers' pages. */
  readonly url: string;
  /** The join page, at an origin of its own. */
  readonly joinUrl: string;
  /** Undefined without an issuer on this computer. */
  readonly issuer: string | undefined;
  /** Only with `host`. */
  readonly certificate: Certificate | undefined;
  readonly ports: Ports;
  readonly clock: LocalClock;
  readonly executions: Executions;
  readonly builds: LocalBuilds;
  /** Waits for work in flight, then closes the data folder. Meetings continue at the next start. */
  stop(): Promise<void>;
}

const DEFAULT_MAX_IN_FLIGHT = 100;
/** The price of the default host on AWS, so that costs are realistic. */
const STAND_IN_DOLLARS_PER_HOUR = dollarsPerHour('t4g.medium') ?? 0;

/** Mails stay in the data folder. */
const LOCAL_MAIL = { from: { name: 'Elephant Meetings', address: 'meetings@localhost' }, reminders: [24, 1] };

/** As the setting `retentionDays` of a deployment. */
const LOCAL_RETENTION = { days: 365 };

/** Runs the deployed definition, steps and routes in this process, with local adapters instead of AWS. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    dataDir,
    origins,
    timetable,
    hostsCount = true,
    maxInFlight,
    loopbackWebhooks = false,
    host,
    word,
    realTime = Date.now,
    around = (ports) => ports,
  } = options;
  makeFolder(dataDir);
  const clock = LocalClock.in(dataDir, options.speed, realTime);
  const callTimers = realTimeClock();
  const logOf = (fields: Record<string, unknown>): Log => makeLog(clock, options.write, fields);
  const log = logOf({});
  const reportDisk = (part: 'journals' | 'table') => (problem: string | undefined) =>
    problem === undefined
      ? log.info('the data folder can be written again', { part })
      : log.error('the data folder cannot be written; meetings wait until it can', { part, dataDir, problem });
  const tables = await openTables(join(dataDir, 'table'), {
    report: reportDisk('table'),
    repaired: (entries) => log.info('index repaired', { entries }),
  });

  const work = new WorkInFlight();
  const track = <T>(promise: Promise<T>): Promise<T> => work.track(promise);
  const runSweep = async (call: SweepCall): Promise<void> => {
    try {
      await track(sweep(ports)(call));
    } catch (error) {
      log.error('sweep failed', { ...call, error });
      throw error;
    }
  };
  /** For events: the caller does not wait. If this sweep fails, the next sweep by the timer does its work. */
  const sweepInBackground = (call: SweepCall): void => void runSweep(call).catch(() => undefined);

  /** If one of these fails, its next run by a timer does its work. */
  const inBackground = (call: object, problem: string, run: () => Promise<void>): void =>
    void track(run()).catch((error: unknown) => log.error(problem, { ...call, error }));
  const fillInBackground = (call: FillCall): void => inBackground(call, 'series failed', () => fillSeries(ports)(call));
  const tellInBackground = (call: TellCall): void =>
    inBackground(call, 'events could not be told', () => tell(ports)(call));
  const mailInBackground = (call: TellCall): void =>
    inBackground(call, 'mail failed', () => sendNotices(around(ports))(call));

  const secrets = new FileSecrets(dataDir);
  const certificate = host === undefined ? undefined : await certificateFor(dataDir, host, realTime());
  const network = host === undefined ? LOOPBACK : new Network(host, certificate);
  const files = readFiles();
  const hosts = new LocalHosts(join(dataDir, 'hosts'), {
    clock,
    network,
    pages: makePages(files),
    bootTime: options.bootTime,
    roomSecret: async ({ meetingId, keyId }) => roomSecret(await secrets.linkSecret(keyId), meetingId),
    lesson: (meetingId) => lessonOf(ports, meetingId),
    report: (order, event) => void (hostsCount && track(reportPresence(ports, order, event))),
    onEnded: (instanceId) => sweepInBackground({ source: 'host', instanceId }),
  });
  const wakeUps = new LocalWakeUps(join(dataDir, 'schedules'), clock, ({ meetingId, revision, kind }) =>
    runSweep({ source: 'schedule', meetingId, revision, kind }),
  );
  const executions = new Executions(
    join(dataDir, 'executions'),
    {
      definition: meetingDefinition(),
      stateMachineArn: STATE_MACHINE_ARN,
      timers: clock,
      // Time-outs of functions are in real time at every speed.
      callTimers,
      invoke: async (arn, payload, { executionName }) => {
        const step = STEPS[taskFunction(arn)]({ ...around(ports), log: logOf({ execution: executionName }) });
        return track(step(payload as never));
      },
    },
    (executionArn, status) => {
      if (status !== 'SUCCEEDED') sweepInBackground({ source: 'execution', executionArn });
    },
    reportDisk('journals'),
  );

  const deliveries = new Executions(
    join(dataDir, 'deliveries'),
    {
      definition: deliveryDefinition(),
      stateMachineArn: DELIVERY_STATE_MACHINE_ARN,
      timers: clock,
      callTimers,
      invoke: async (_arn, payload, { executionName }) =>
        track(deliverEvent({ ...around(ports), log: logOf({ execution: executionName }) })(payload as never)),
    },
    () => undefined,
    reportDisk('journals'),
  );

  const allowedOrigins = [...origins];
  const health = new HttpHealth({ path: '/health' });
  const mailbox = new Mailbox(join(dataDir, 'outbox'), clock);
  const meetings = new StreamedMeetings(tables.client, MEETINGS_TABLE, callTimers, {
    onUntold: (meetingIds) => tellInBackground({ meetingIds: [...meetingIds] }),
    onMail: (meetingIds) => mailInBackground({ meetingIds: [...meetingIds] }),
  });
  const builds = new LocalBuilds({
    folder: join(dataDir, 'builds'),
    clock,
    callTimers,
    run: (name, payload, execution) =>
      track(BUILD_STEPS[name]({ ...around(ports), log: logOf({ execution }) })(payload)),
    failed: (execution) => log.error('the build of an image failed', { execution }),
    reportDisk: reportDisk('journals'),
  });
  const ports: Ports = {
    meetings,
    ...tables.ports,
    seriesRuns: { start: async (seriesId) => fillInBackground({ seriesId }) },
    deliveryRuns: { start: async (input) => void (await deliveries.start(deliveryName(input), input)) },
    receivers: new HttpsReceivers({ loopback: loopbackWebhooks }),
    mail: mailbox,
    hosts: options.images ? builds.with(hosts) : hosts,
    buildHosts: builds.builds,
    images: builds.builds,
    imageCheck: builds.builds,
    addresses: hosts,
    health: hostsCount ? new RoomHealth(health, (meetingId) => hosts.peopleIn(meetingId)) : health,
    // The probe starts after the server.
    presenceRoute: new HttpPresenceRoute(() => url, certificate && postTrusting(certificate.certificate)),
    workflow: executions,
    wakeUps,
    secrets,
    settings: {
      timetable: { ...DEFAULT_TIMETABLE, ...timetable },
      hostKind: 'stand-in',
      hostRoles: ['room'],
      maxInFlight: maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      ...(options.organiserLimits && { organiserLimits: options.organiserLimits }),
      hostDollarsPerHour: STAND_IN_DOLLARS_PER_HOUR,
      mail: { ...LOCAL_MAIL, word: word ?? 'meeting' },
    },
    retention: LOCAL_RETENTION,
    clock,
    log,
  };

  const servers = await startServers({
    port: options.port,
    files,
    word,
    route: (name, meetingId) => async (request) => {
      const given = { ...ports, origins: allowedOrigins, log: meetingId ? logOf({ meetingId }) : log };
      const response = await track(ROUTE_HANDLERS[name](given)(request));
      const role = name === 'presence' && response.status === 204 ? whoLeft(request.body) : undefined;
      if (meetingId && role) hosts.leaveRoom(meetingId, role);
      return response;
    },
    origins: allowedOrigins,
    ownPage: (path) => outboxPage(mailbox, path),
    network,
    credentials: options,
    localIssuer: options.localIssuer ?? false,
    failed: (error) => log.error('request failed', { error }),
  });
  const { url, joinUrl, issuer } = servers;

  await hosts.recover();
  wakeUps.recover();
  const recovered = executions.recover() + deliveries.recover() + builds.executions.recover();
  if (recovered > 0) log.info('executions recovered', { executions: recovered });
  every(clock, SWEEP_EVERY, () => sweepInBackground({ source: 'timer' }));
  // At once, too: the runtime may have been down for days.
  fillInBackground({});
  every(clock, FILL_EVERY, () => fillInBackground({}));
  every(clock, FORGET_EVERY, () => inBackground({}, 'old names could not be removed', forget(ports)));
  if (options.images) {
    void builds.start();
    every(clock, BUILD_EVERY, () => void builds.start());
  }
  every(clock, Math.max(TELL_EVERY, SECOND * clock.speed), () => tellInBackground({ source: 'timer' }));
  every(clock, Math.max(SEND_EVERY, SECOND * clock.speed), () => mailInBackground({ source: 'timer' }));
  // At most one probe each second of real time.
  every(clock, Math.max(PROBE_EVERY, SECOND * clock.speed), () =>
    inBackground({}, 'probe failed', probePresence(ports)),
  );

  return {
    url,
    joinUrl,
    issuer,
    certificate,
    ports,
    clock,
    executions,
    builds,
    stop: async () => {
      clock.stop();
      callTimers.stop();
      await servers.close();
      await work.over();
      hosts.stop();
      await tables.close();
    },
  };
}

function every(clock: LocalClock, period: Millis, run: () => void): void {
  clock.at(clock.now() + period, () => {
    run();
    every(clock, period, run);
  });
}
