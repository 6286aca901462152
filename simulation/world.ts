import { ROUTE_HANDLERS, STEPS } from '../local/handlers.ts';
import { Engine, type ExecutionView, type HistoryEvent } from '../local/states-language/index.ts';
import { meetingDefinition, taskFunction } from '../statemachine/definition.ts';
import type { ApiResponse } from '../steps/api/http.ts';
import type { RouteName } from '../steps/api/routes.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../steps/domain/timetable.ts';
import type { LaunchOrder, Log, Ports, Settings } from '../steps/ports.ts';
import { sweep, type SweepCall } from '../steps/sweep.ts';
import { MemoryMeetings } from './memory/meetings.ts';
import { Ec2Model, type Ec2Options, type Fate, GOOD_FATE } from './model/ec2.ts';
import { SchedulerModel } from './model/scheduler.ts';
import { WorkflowModel } from './model/workflow.ts';
import { VirtualTimers } from './virtual-timers.ts';

export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings';
export const ORIGIN = 'https://lessons.example';
const SWEEP_EVERY: Millis = 300 * SECOND;
const DEFINITION = meetingDefinition();

export interface WorldOptions {
  readonly start: Millis;
  readonly timetable?: Partial<Timetable>;
  readonly settings?: Partial<Settings>;
  readonly ec2?: Partial<Pick<Ec2Options, 'candidates' | 'refusal' | 'lookUpLag' | 'launches'>>;
  readonly fateOf?: (order: LaunchOrder) => Partial<Fate>;
  /** Stands between a caller (a step's or a route's name) and its ports: where faults come in. */
  readonly between?: (ports: Ports, caller: string) => Ports;
  /** Whether this event reaches the sweep. */
  readonly delivered?: (call: SweepCall) => boolean;
  readonly random?: () => number;
  readonly log?: Log;
  readonly keepHistory?: boolean;
  readonly onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
}

const SILENT: Log = { info() {}, warn() {}, error() {}, count() {} };

/**
 * The real steps, the real routes and the real definition in virtual time, over models of AWS.
 * Nothing moves but by `run`.
 */
export class World {
  readonly timers: VirtualTimers;
  readonly meetings = new MemoryMeetings();
  readonly ec2: Ec2Model;
  readonly nets: SchedulerModel;
  readonly engine: Engine;
  readonly ports: Ports;
  /** What sweeps threw; empty in a world without faults. */
  readonly failedSweeps: unknown[] = [];
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.timers = new VirtualTimers(options.start);
    const { timers } = this;
    this.ec2 = new Ec2Model({
      timers,
      candidates: [{ subnet_id: 'subnet-a', instance_type: 't4g.medium' }],
      refusal: () => undefined,
      lookUpLag: () => 0,
      launches: { burst: 5, perSecond: 2 },
      ...options.ec2,
      fateOf: (order) => ({ ...GOOD_FATE, ...options.fateOf?.(order) }),
      changed: (instanceId) => this.#event({ source: 'host', instanceId }),
    });
    this.nets = new SchedulerModel(timers, ({ meetingId }) => this.#event({ source: 'schedule', meetingId }));
    this.engine = new Engine({
      definition: DEFINITION,
      stateMachineArn: STATE_MACHINE_ARN,
      timers,
      invoke: (arn, payload) => this.#step(taskFunction(arn), payload),
      ...(options.random && { random: options.random }),
      keepHistory: options.keepHistory ?? true,
      onChange: (execution, event) => {
        options.onChange?.(execution, event);
        if (['ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'].includes(event.type))
          this.#event({ source: 'execution', executionArn: execution.executionArn });
      },
    });
    this.ports = {
      meetings: this.meetings,
      hosts: this.ec2,
      addresses: this.ec2,
      health: this.ec2,
      workflow: new WorkflowModel(this.engine),
      nets: this.nets,
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
      clock: { now: () => timers.now(), speed: 1 },
      log: options.log ?? SILENT,
    };
    this.#sweepEvery();
  }

  get now(): Millis {
    return this.timers.now();
  }

  /** Lets time pass until then, and everything in it happen. */
  async run(until: Millis): Promise<void> {
    await this.timers.advanceTo(until);
  }

  /** A request to the API. */
  request(
    name: RouteName,
    params: Record<string, string>,
    body?: unknown,
    more: { query?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<ApiResponse> {
    return ROUTE_HANDLERS[name](this.#portsFor(name))({
      method: 'POST',
      params,
      query: more.query ?? {},
      headers: { 'content-type': 'application/json', ...more.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      baseUrl: 'https://api.example',
    });
  }

  /** The sweep, called as a net would. */
  sweep(call: SweepCall): Promise<void> {
    return sweep(this.#portsFor('sweep'))(call);
  }

  #step(name: keyof typeof STEPS, payload: unknown): Promise<unknown> {
    const step = STEPS[name] as (ports: Ports) => (call: unknown) => Promise<unknown>;
    return step(this.#portsFor(name))(payload);
  }

  #portsFor(caller: string): Ports {
    return this.#options.between?.(this.ports, caller) ?? this.ports;
  }

  /** Events come a second late, if they come. */
  #event(call: SweepCall): void {
    if (this.#options.delivered && !this.#options.delivered(call)) return;
    this.timers.at(this.now + SECOND, () => {
      this.sweep(call).catch((error: unknown) => this.failedSweeps.push(error));
    });
  }

  #sweepEvery(): void {
    this.timers.at(this.now + SWEEP_EVERY, () => {
      this.#event({ source: 'timer' });
      this.#sweepEvery();
    });
  }
}
