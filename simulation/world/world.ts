import '../../local/quiet-aws-libraries.ts';
import { dollarsPerHour } from '../../infra/prices.ts';
import { STEPS } from '../../local/handlers.ts';
import {
  Engine,
  ExecutionDoesNotExist,
  type ExecutionView,
  type HistoryEvent,
} from '../../local/states-language/index.ts';
import { meetingDefinition, STATE_MACHINE_ARN, taskFunction } from '../../statemachine/definition.ts';
import type { TaskFunction } from '../../statemachine/meeting.ts';
import type { ApiResponse } from '../../steps/http-types.ts';
import type { RouteName } from '../../steps/api/routes.ts';
import { isReported } from '../../steps/domain/host-state.ts';
import { executionName, meetingOfExecution } from '../../steps/domain/ids.ts';
import { fromIso, type Millis, SECOND } from '../../steps/domain/instants.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import { PROBE } from '../../steps/listening/mark.ts';
import { PROBE_EVERY, probePresence } from '../../steps/listening/probe-presence.ts';
import type { Ports, WakeUp } from '../../steps/ports.ts';
import { forget } from '../../steps/privacy/forget.ts';
import { FILL_EVERY, type FillCall, fillSeries } from '../../steps/series/fill-series.ts';
import { SEND_EVERY } from '../../steps/mail/send-notices.ts';
import { TELL_EVERY } from '../../steps/telling/tell.ts';
import { sweep, type SweepCall } from '../../steps/sweep/sweep.ts';
import { SWEEP_EVERY } from '../../steps/sweep/timer.ts';
import { Api, type RequestParts } from './api.ts';
import { BuildWorld } from './build-world.ts';
import { reportDefect, watchedLog } from './defects.ts';
import { type DeadLetter, Deliveries } from './deliveries.ts';
import { DEFAULT_MAIL, MailWorld } from './mail-world.ts';
import { MemoryDays } from './memory/days.ts';
import { MemoryCalendars } from './memory/calendars.ts';
import { MemoryReadyTimes } from './memory/ready-times.ts';
import { MemorySeries } from './memory/series.ts';
import { MemorySlots } from './memory/slots.ts';
import { MemorySecrets } from './memory/secrets.ts';
import { DynamoModel, type OnWrite } from './model/dynamo.ts';
import { Ec2Model, HEALTHY_HOST } from './model/ec2.ts';
import { Route53Model } from './model/route53.ts';
import { SchedulerModel } from './model/scheduler.ts';
import { WorkflowModel } from './model/workflow.ts';
import { type NetName, withoutCatches } from './nets.ts';
import { isSimulated } from './simulated-errors.ts';
import { WebhookWorld } from './webhook-world.ts';
import { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

const DEFINITION = meetingDefinition();

/** The events that EventBridge sends to the sweep. */
const FAILED_ENDS: ReadonlySet<HistoryEvent['type']> = new Set([
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

/** Runs the real steps, routes and workflow definition in virtual time, on models of AWS. Time passes only in `run`. */
export class World {
  readonly timers: VirtualTimers;
  readonly meetings: DynamoModel;
  readonly slots = new MemorySlots();
  readonly series: MemorySeries;
  readonly telling: WebhookWorld;
  readonly mailing: MailWorld;
  readonly images: BuildWorld;
  readonly ec2: Ec2Model;
  readonly secrets = new MemorySecrets();
  readonly wakeUps: SchedulerModel;
  readonly names: Route53Model | undefined;
  readonly engine: Engine;
  readonly #api: Api;
  readonly ports: Ports;
  readonly failedSweeps: DeadLetter[] = [];
  readonly #options: WorldOptions;
  readonly #deliveries: Deliveries;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.timers = new VirtualTimers(options.start);
    const { timers } = this;
    const now = (): Millis => timers.now();
    const removed = (net: NetName): boolean => options.withoutNets?.has(net) ?? false;
    this.#deliveries = new Deliveries(
      timers,
      (call) => this.sweep(call),
      options.delays ?? (() => [SECOND]),
      (letter) => {
        this.failedSweeps.push(letter);
        if (isSimulated(letter.error)) return;
        options.onDefect?.(
          `the sweep by ${letter.call.source} failed at every attempt: ${String(letter.error)}`,
          this.#meetingOf(letter.call),
        );
      },
    );
    const onWrite: OnWrite = (after, before) => {
      options.onWrite?.(after, before);
      if (options.telling) this.telling.onWrite(after);
      if (options.mail) this.mailing.onWrite(after);
    };
    this.meetings = new DynamoModel(now, onWrite, options.onMark);
    this.telling = new WebhookWorld(options, timers, this.meetings, (invocation, run) => this.#invoke(invocation, run));
    this.mailing = new MailWorld(options, timers, (invocation, run) => this.#invoke(invocation, run));
    this.series = new MemorySeries(options.onSeriesWrite);
    this.ec2 = new Ec2Model({
      timers,
      candidates: [{ subnet_id: 'subnet-a', instance_type: 't4g.medium' }],
      refusal: () => undefined,
      lookUpLag: () => 0,
      idLag: () => 0,
      imageExists: (imageId) => this.images.builds.hasImage(imageId),
      ...options.ec2,
      ...(options.settings?.maxInFlight !== undefined && { maxInFlight: options.settings.maxInFlight }),
      behaviourOf: (order) => ({
        ...HEALTHY_HOST,
        ...options.behaviourOf?.(order),
        ...(removed('in-host') && { timerSet: false }),
      }),
      ...(options.onLaunch && { onLaunch: options.onLaunch }),
      onChange: (machine, state) => {
        options.onHost?.(machine);
        if (!removed('events') && isReported({ state }))
          this.#deliveries.send({ source: 'host', instanceId: machine.host.instanceId });
      },
    });
    this.images = new BuildWorld(this.ec2, timers, options, (invocation, run) => this.#invoke(invocation, run));
    const wakeUp = ({ meetingId, revision, kind }: WakeUp): void => {
      if (!removed('schedules')) this.#deliveries.send({ source: 'schedule', meetingId, revision, kind });
    };
    this.wakeUps = new SchedulerModel(timers, wakeUp, options.onDisarm);
    this.names = options.namesInSync && new Route53Model(now, options.namesInSync);
    this.engine = new Engine({
      definition: options.definition ?? (removed('chain') ? withoutCatches(DEFINITION) : DEFINITION),
      stateMachineArn: STATE_MACHINE_ARN,
      timers,
      invoke: (arn, payload, { executionName }) => this.#step(taskFunction(arn), payload, executionName),
      ...(options.random && { random: options.random }),
      newToken: tokens(),
      keepHistory: options.keepHistory ?? true,
      onChange: (execution, event) => {
        options.onChange?.(execution, event);
        if (FAILED_ENDS.has(event.type) && !removed('events'))
          this.#deliveries.send({ source: 'execution', executionArn: execution.executionArn });
      },
    });
    this.ports = {
      calendars: new MemoryCalendars(),
      meetings: this.meetings,
      slots: this.slots,
      days: new MemoryDays(),
      readyTimes: new MemoryReadyTimes(),
      series: this.series,
      seriesRuns: {
        start: async (seriesId) => void timers.at(timers.now(), () => this.#fillInBackground({ seriesId })),
      },
      ...this.telling.ports,
      mail: this.mailing.mail,
      hosts: this.images.hosts,
      ...this.images.ports,
      addresses: this.names ?? this.ec2,
      health: this.ec2,
      presenceRoute: { probe: (key) => this.#probe(key) },
      workflow: new WorkflowModel(this.engine, now),
      wakeUps: this.wakeUps,
      secrets: this.secrets,
      settings: {
        timetable: { ...DEFAULT_TIMETABLE, ...options.timetable },
        hostKind: 'stand-in',
        hostRoles: ['room'],
        maxInFlight: 1_000_000,
        hostDollarsPerHour: dollarsPerHour('t4g.medium')!,
        ...(options.mail && { mail: { ...DEFAULT_MAIL, ...options.mail } }),
        ...options.settings,
      },
      retention: options.retention ?? { days: 365 },
      clock: { now, speed: 1 },
      log: watchedLog(options),
    };
    this.#api = new Api(this.ports, now, options.refused, (invocation, run) => this.#invoke(invocation, run));
    const rests = (): boolean => options.restsUntil !== undefined && this.#isIdleFor(options.restsUntil);
    if (!removed('sweep'))
      every(timers, SWEEP_EVERY, () => {
        if (!rests()) this.#deliveries.send({ source: 'timer' });
      });
    every(timers, FILL_EVERY, () => {
      if (!this.series.isEmpty) this.#fillInBackground({});
    });
    if (options.telling)
      every(timers, TELL_EVERY, () => {
        if (!rests() || !this.meetings.isAllTold) this.telling.tell({ source: 'timer' });
      });
    if (options.mail)
      every(timers, SEND_EVERY, () => {
        if (!rests() || !this.meetings.isAllTold || !this.series.isAllTold) this.mailing.send({ source: 'timer' });
      });
    every(timers, PROBE_EVERY, () => {
      if (rests()) return;
      // EventBridge repeats no probe that failed.
      void this.#invoke({ caller: 'probePresence', meetingId: undefined }, (ports) => probePresence(ports)()).catch(
        () => undefined,
      );
    });
  }

  get now(): Millis {
    return this.timers.now();
  }

  /** Lets time pass until the given time. */
  async run(until: Millis): Promise<void> {
    await this.timers.advanceTo(until);
  }

  /** Resolves after this time. */
  pass(time: Millis): Promise<void> {
    return new Promise((resolve) => {
      this.timers.at(this.now + time, resolve);
    });
  }

  /** Sends a request to the API. */
  request(
    name: RouteName,
    params: Record<string, string>,
    body?: unknown,
    parts: RequestParts = {},
  ): Promise<ApiResponse> {
    return this.#api.request(name, params, body, parts);
  }

  /** Invokes the sweep, as a safety net does. */
  sweep(call: SweepCall): Promise<void> {
    return this.#invoke({ caller: 'sweep', source: call.source, meetingId: this.#meetingOf(call) }, (ports) =>
      sweep(ports)(call),
    );
  }

  /** Invokes the step that creates the meetings of series. */
  fillSeries(call: FillCall): Promise<void> {
    const { seriesId } = call;
    return this.#invoke({ caller: 'fillSeries', meetingId: undefined, seriesId }, (ports) => fillSeries(ports)(call));
  }

  /** Invokes the step that removes old names. */
  forgetNames(): Promise<void> {
    return this.#invoke({ caller: 'forget', meetingId: undefined }, (ports) => forget(ports)());
  }

  /** Undefined when the execution does not exist. */
  execution(name: string): ExecutionView | undefined {
    try {
      return this.engine.describe(name);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Deletes all data of a meeting to free memory. */
  forget(meetingId: string, revision: number): void {
    const name = executionName(meetingId, revision);
    if (this.execution(name)) {
      this.engine.stop(name);
      this.engine.forget(name);
    }
    this.wakeUps.forget(meetingId, revision);
    this.ec2.forget(meetingId);
    this.names?.forget(meetingId);
    this.meetings.forget(meetingId);
    this.telling.forget(meetingId);
  }

  /** A run that fails is repeated by the next daily run. */
  #fillInBackground(call: FillCall): void {
    this.fillSeries(call).catch(() => undefined);
  }

  #step(name: TaskFunction, payload: unknown, executionName: string): Promise<unknown> {
    const meetingId = meetingOfExecution(executionName)?.id;
    return this.#invoke({ caller: name, meetingId }, (ports) => STEPS[name](ports)(payload as never));
  }

  #invoke<T>(invocation: Invocation, run: (ports: Ports) => Promise<T>): Promise<T> {
    const { between, invoke } = this.#options;
    const ports = between?.(this.ports, invocation.caller) ?? this.ports;
    return (invoke ? invoke(invocation, ports, run) : run(ports)).catch((error: unknown) => {
      reportDefect(this.#options, invocation.caller, error, invocation.meetingId);
      throw error;
    });
  }

  /** No host, slot or name exists, and no open meeting is within this time: sweeps have nothing to end. */
  #isIdleFor(span: Millis): boolean {
    const next = this.meetings.nextMeetTime;
    const isFar = next === undefined || fromIso(next) > this.now + span;
    const builds = this.images.builds.running().length;
    return isFar && builds === 0 && this.ec2.count === 0 && this.slots.count === 0 && (this.names?.count ?? 0) === 0;
  }

  #meetingOf(call: SweepCall): string | undefined {
    switch (call.source) {
      case 'schedule':
        return call.meetingId;
      case 'execution':
        return meetingOfExecution(call.executionArn)?.id;
      case 'host':
        return this.ec2.machine(call.instanceId)?.host.meetingId;
      case 'timer':
        return undefined;
    }
  }

  async #probe(key: string): Promise<boolean> {
    const body = { role: 'probe', event: 'present' };
    const headers = { 'x-link-key': key };
    return (await this.request('presence', { id: PROBE.id }, body, { headers })).status === 204;
  }
}

function tokens(): () => string {
  let count = 0;
  return () => `token-${String((count += 1)).padStart(12, '0')}`;
}

/** At multiples of the period, so that a meeting's result does not depend on the start of the world. */
function every(timers: VirtualTimers, period: Millis, run: () => void): void {
  timers.at((Math.floor(timers.now() / period) + 1) * period, () => {
    run();
    every(timers, period, run);
  });
}
