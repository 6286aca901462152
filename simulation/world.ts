import '../local/without-aws.ts';
import { ROUTE_HANDLERS, STEPS } from '../local/handlers.ts';
import {
  Engine,
  ExecutionDoesNotExist,
  type ExecutionView,
  type HistoryEvent,
} from '../local/states-language/index.ts';
import { meetingDefinition, type TaskFunction, taskFunction } from '../statemachine/definition.ts';
import type { ApiResponse } from '../steps/http-types.ts';
import type { RouteName } from '../steps/api/routes.ts';
import { schedule } from '../steps/api/schedule.ts';
import { meetingOfExecution } from '../steps/domain/ids.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../steps/domain/timetable.ts';
import type { Host, LaunchRequest, Log, Ports, Settings } from '../steps/ports.ts';
import { sweep, type SweepCall } from '../steps/sweep/sweep.ts';
import { type DeadLetter, Deliveries } from './deliveries.ts';
import { DynamoModel, type OnWrite } from './model/dynamo.ts';
import { Ec2Model, type Ec2Options, type Fate, GOOD_FATE, type Machine } from './model/ec2.ts';
import { Route53Model } from './model/route53.ts';
import { SchedulerModel } from './model/scheduler.ts';
import { WorkflowModel } from './model/workflow.ts';
import { type NetName, withoutCatches } from './nets.ts';
import { VirtualTimers } from './virtual-timers.ts';

export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings';
export const ORIGIN = 'https://lessons.example';
const SWEEP_EVERY: Millis = 300 * SECOND;
const DEFINITION = meetingDefinition();

/** One call of a function. */
export interface Invocation {
  readonly caller: TaskFunction | RouteName | 'sweep';
  /** What woke the sweep. */
  readonly source?: SweepCall['source'];
  /** The meeting that it is about, if it is about one. */
  readonly about: string | undefined;
}

export interface WorldOptions {
  readonly start: Millis;
  readonly timetable?: Partial<Timetable>;
  readonly settings?: Partial<Settings>;
  readonly ec2?: Partial<Pick<Ec2Options, 'candidates' | 'refusal' | 'lookUpLag' | 'idLag' | 'launches'>>;
  readonly fateOf?: (order: LaunchRequest) => Partial<Fate>;
  /** How long a new name takes to be seen everywhere; without it hosts are found under their own names. */
  readonly namesInSync?: (host: Host) => Millis;
  readonly withoutNets?: ReadonlySet<NetName>;
  /** An earlier one, that executions under way still run; today's otherwise. */
  readonly definition?: Record<string, unknown>;
  /** Stands between a caller (a step's or a route's name) and its ports. */
  readonly between?: (ports: Ports, caller: string) => Ports;
  /** Makes a call of a function: where faults come in. */
  readonly invoke?: <T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>) => Promise<T>;
  /** When, from now, a wake-up reaches the sweep: several times, late or never. */
  readonly delays?: (call: SweepCall) => readonly Millis[];
  readonly random?: (executionName: string) => number;
  readonly log?: Log;
  readonly keepHistory?: boolean;
  readonly onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
  readonly onWrite?: OnWrite;
  readonly onLaunch?: (machine: Machine) => void;
  /** A machine stopped or is gone. */
  readonly onHost?: (machine: Machine) => void;
}

const SILENT: Log = { info() {}, warn() {}, error() {}, count() {} };
const BAD_ENDS: ReadonlySet<HistoryEvent['type']> = new Set([
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

/**
 * The real steps, the real routes and the real definition in virtual time, over models of AWS.
 * Nothing moves but by `run`.
 */
export class World {
  readonly timers: VirtualTimers;
  readonly meetings: DynamoModel;
  readonly ec2: Ec2Model;
  readonly wakeUps: SchedulerModel;
  readonly names: Route53Model | undefined;
  readonly engine: Engine;
  readonly ports: Ports;
  /** What sweeps threw at their last try; empty in a world without faults. */
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
      // Events come a second late, if they come.
      options.delays ?? (() => [SECOND]),
      (letter) => this.failedSweeps.push(letter),
    );
    this.meetings = new DynamoModel(now, options.onWrite);
    this.ec2 = new Ec2Model({
      timers,
      candidates: [{ subnet_id: 'subnet-a', instance_type: 't4g.medium' }],
      refusal: () => undefined,
      lookUpLag: () => 0,
      idLag: () => 0,
      launches: { burst: 5, perSecond: 2 },
      ...options.ec2,
      fateOf: (order) => ({
        ...GOOD_FATE,
        ...options.fateOf?.(order),
        ...(removed('in-host') && { timerSet: false }),
      }),
      ...(options.onLaunch && { launched: options.onLaunch }),
      changed: (machine) => {
        options.onHost?.(machine);
        if (!removed('events')) this.#deliveries.send({ source: 'host', instanceId: machine.host.instanceId });
      },
    });
    this.wakeUps = new SchedulerModel(timers, ({ meetingId, kind }) => {
      if (!removed('schedules')) this.#deliveries.send({ source: 'schedule', meetingId, kind });
    });
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
        if (BAD_ENDS.has(event.type) && !removed('events'))
          this.#deliveries.send({ source: 'execution', executionArn: execution.executionArn });
      },
    });
    this.ports = {
      meetings: this.meetings,
      hosts: this.ec2,
      addresses: this.names ?? this.ec2,
      health: this.ec2,
      workflow: new WorkflowModel(this.engine, now),
      wakeUps: this.wakeUps,
      secrets: { linkSecret: async () => 'x'.repeat(43) },
      settings: {
        timetable: { ...DEFAULT_TIMETABLE, ...options.timetable },
        allowedOrigins: [ORIGIN],
        hostKind: 'stand-in',
        hostRoles: ['room'],
        maxInFlight: 1_000_000,
        hostDollarsPerHour: 0.0386,
        ...options.settings,
      },
      clock: { now, speed: 1 },
      log: options.log ?? SILENT,
    };
    if (!removed('sweep')) this.#sweepEvery();
  }

  get now(): Millis {
    return this.timers.now();
  }

  /** Lets time pass until then, and everything in it happen. */
  async run(until: Millis): Promise<void> {
    await this.timers.advanceTo(until);
  }

  /** A request to the API; a function that died or ran out of time answers as API Gateway does for it. */
  async request(
    name: RouteName,
    params: Record<string, string>,
    body?: unknown,
    more: { query?: Record<string, string>; headers?: Record<string, string>; newId?: () => string } = {},
  ): Promise<ApiResponse> {
    const request = {
      method: 'POST',
      params,
      query: more.query ?? {},
      headers: { 'content-type': 'application/json', ...more.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      baseUrl: 'https://api.example',
    };
    const about = params['id'] ?? more.newId?.();
    try {
      return await this.#invoke({ caller: name, about }, (ports) =>
        (name === 'schedule' ? schedule(ports, more.newId) : ROUTE_HANDLERS[name](ports))(request),
      );
    } catch {
      return { status: 502, headers: {}, body: '{}' };
    }
  }

  /** The sweep, called as a net would. */
  sweep(call: SweepCall): Promise<void> {
    return this.#invoke({ caller: 'sweep', source: call.source, about: this.#about(call) }, (ports) =>
      sweep(ports)(call),
    );
  }

  /** An execution, if there is one. */
  execution(name: string): ExecutionView | undefined {
    try {
      return this.engine.describe(name);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Drops all that is known of a meeting, as AWS does in time. */
  forget(meetingId: string, revision: number): void {
    const name = `${meetingId}-${revision}`;
    if (this.execution(name)) {
      this.engine.stop(name);
      this.engine.forget(name);
    }
    this.wakeUps.forget(meetingId, revision);
    this.ec2.forget(meetingId);
    this.names?.forget(meetingId);
    this.meetings.forget(meetingId);
  }

  #step(name: TaskFunction, payload: unknown, executionName: string): Promise<unknown> {
    const step = STEPS[name] as (ports: Ports) => (call: unknown) => Promise<unknown>;
    const about = meetingOfExecution(executionName)?.id;
    return this.#invoke({ caller: name, about }, (ports) => step(ports)(payload));
  }

  #invoke<T>(invocation: Invocation, run: (ports: Ports) => Promise<T>): Promise<T> {
    const { between, invoke } = this.#options;
    const ports = between?.(this.ports, invocation.caller) ?? this.ports;
    return invoke ? invoke(invocation, ports, run) : run(ports);
  }

  #about(call: SweepCall): string | undefined {
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

  #sweepEvery(): void {
    // At round instants, whenever the world began: what a meeting meets does not depend on it.
    const next = (Math.floor(this.now / SWEEP_EVERY) + 1) * SWEEP_EVERY;
    this.timers.at(next, () => {
      this.#deliveries.send({ source: 'timer' });
      this.#sweepEvery();
    });
  }
}

function tokens(): () => string {
  let count = 0;
  return () => `token-${String((count += 1)).padStart(12, '0')}`;
}
