import { executionName, meetingOfExecution } from '../steps/domain/ids.ts';
import { isoSeconds, type Millis, SECOND } from '../steps/domain/instants.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { LaunchRequest, Ports } from '../steps/ports.ts';
import { FaultyCalls } from './calls.ts';
import { Case } from './case.ts';
import { Disturbances, fateOf } from './disturbances.ts';
import type { Level } from './faults.ts';
import { type Conditions, INVARIANTS } from './invariants.ts';
import type { NetName } from './nets.ts';
import { Guest, keysIn, type Tell } from './people.ts';
import type { Act, Scenario } from './scenario.ts';
import { type Invocation, ORIGIN, World, type WorldOptions } from './world.ts';

const MINUTE: Millis = 60 * SECOND;
/** When a meeting is looked at, after its hard end: whatever may still come has come. */
const JUDGED_AFTER: Millis = 30 * MINUTE;
/** Waits before a caller repeats a request that got no good answer. */
const REPEATS: readonly Millis[] = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE];

const CANDIDATES = ['subnet-a', 'subnet-b'].flatMap((subnet_id) =>
  ['t4g.medium', 'c7g.large'].map((instance_type) => ({ subnet_id, instance_type })),
);

export interface SimulationOptions extends Conditions {
  readonly seed: number;
  readonly start: Millis;
  readonly level: Level;
  readonly withoutNets: ReadonlySet<NetName>;
  readonly timetable?: Partial<Timetable>;
  readonly hostRoles: readonly HostRole[];
  /** At most this many hosts run at once: the account's vCPUs. */
  readonly hostLimit?: number;
  /** For tests that break something on purpose: stands between all functions and their ports. */
  readonly between?: WorldOptions['between'];
  /** For a timeline. */
  readonly tell?: (observed: Case, what: string) => void;
  /** When a meeting has been judged. */
  readonly judged: (observed: Case, breaches: readonly Breach[]) => void;
}

export interface Breach {
  readonly invariant: string;
  readonly promised: boolean;
  readonly what: string;
}

/** Scenarios in a world: plants them, watches what becomes of each, judges it, and forgets it. */
export class Simulation {
  readonly world: World;
  readonly #options: SimulationOptions;
  readonly #cases = new Map<string, Case>();
  readonly #disturbances: Disturbances;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const disturbances = new Disturbances(
      options,
      (id) => this.#cases.get(id)?.scenario,
      () => this.world,
    );
    this.#disturbances = disturbances;
    this.world = new World({
      start: options.start,
      withoutNets: options.withoutNets,
      keepHistory: false,
      ...(options.timetable && { timetable: options.timetable }),
      ec2: {
        candidates: CANDIDATES,
        refusal: (candidate) => disturbances.refusal(`${candidate.subnet_id} ${candidate.instance_type}`),
        lookUpLag: (order) => this.#scenario(order).hosts.lookUpLag,
        idLag: (order) => this.#scenario(order).hosts.idLag,
      },
      settings: { hostRoles: options.hostRoles },
      fateOf: (order) => fateOf(this.#scenario(order), order),
      // A name is a room's; hosts of one's own image go by EC2's.
      ...(options.hostRoles.length === 1 && {
        namesInSync: ({ meetingId }) => this.#cases.get(meetingId)?.scenario.hosts.namesInSync ?? 0,
      }),
      ...(options.between && { between: options.between }),
      invoke: (invocation, ports, run) => this.#invoke(invocation, ports, run),
      delays: (call) => disturbances.delays(call),
      random: (name) => disturbances.jitter(name),
      onWrite: (after, before) => {
        const observed = this.#cases.get(after.id);
        if (!observed) return;
        observed.wrote(after, before, this.world.now, this.#running(observed).length);
        if (this.#options.tell) tellWrite(after, before, (what) => this.#tell(observed, what));
      },
      onLaunch: (machine) => {
        const observed = this.#cases.get(machine.host.meetingId);
        if (!observed) return;
        const earlier = this.world.ec2.machinesOf(machine.host.meetingId).filter((other) => other !== machine);
        observed.launched(machine, earlier, this.world.now);
        this.#tell(
          observed,
          `EC2 launches ${machine.host.instanceId} (${machine.host.role}, attempt ${machine.host.attempt})`,
        );
      },
      onHost: (machine) => {
        const observed = this.#cases.get(machine.host.meetingId);
        observed?.hostChanged(machine, this.world.now);
        const how = machine.endedAt === undefined ? 'is stopped by hand' : `is gone, by its ${machine.endedBy}`;
        if (observed) this.#tell(observed, `${machine.host.instanceId} ${how}`);
      },
      onChange: (execution, { type, state }) => {
        const observed = this.#cases.get(meetingOfExecution(execution.name)?.id ?? '');
        if (type === 'ChoiceStateEntered') return;
        if (observed && type.endsWith('StateEntered')) this.#tell(observed, `the workflow enters "${state}"`);
        else if (observed && type.startsWith('Execution')) this.#tell(observed, type);
      },
    });
  }

  /** Lets a scenario happen, from the instant at which it is scheduled. */
  plant(scenario: Scenario): void {
    const { timers } = this.world;
    timers.at(scenario.scheduledAt, () => {
      const observed = new Case(
        scenario,
        new FaultyCalls(scenario, timers, (fault, port) => {
          observed.fired.push(fault);
          this.#tell(observed, `FAULT: call ${fault.invocation} of ${fault.caller}, ${port}: ${fault.how}`);
        }),
      );
      this.#cases.set(scenario.id, observed);
      this.#plantFaults(observed);
      timers.at(observed.hardEnd + JUDGED_AFTER, () => this.#judge(observed));
      void this.#schedule(observed, 0);
    });
  }

  /** How many meetings are under way or waited for. */
  get open(): number {
    return this.#cases.size;
  }

  async #schedule(observed: Case, tries: number): Promise<void> {
    const { scenario } = observed;
    const body = {
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: isoSeconds(scenario.meetTime),
      duration_minutes: scenario.durationMinutes,
      frontend_base_url: scenario.wrong ? 'https://elsewhere.example' : `${ORIGIN}/join`,
    };
    const headers: Record<string, string> = scenario.repeats ? { 'idempotency-key': scenario.id } : {};
    const answer = await this.world.request('schedule', {}, body, { headers, newId: () => scenario.id });
    observed.scheduleAnswers.push(answer.status);
    this.#tell(observed, `POST /schedule answers ${answer.status}`);
    if (answer.status === 200) return this.#invite(observed, answer.body);
    const wait = REPEATS[tries];
    if (answer.status >= 500 && scenario.repeats && wait !== undefined)
      this.world.timers.at(this.world.now + wait, () => {
        void this.#schedule(observed, tries + 1);
      });
  }

  /** From the answer people have their links. */
  #invite(observed: Case, body: string): void {
    if (observed.acceptedAt !== undefined) return;
    observed.acceptedAt = this.world.now;
    const { scenario, hardEnd } = observed;
    const { meetTime, id } = scenario;
    const keys = keysIn(body);
    const until = hardEnd + JUDGED_AFTER / 2;
    observed.guests = scenario.people.map((person) => {
      const tell: Tell | undefined = this.#options.tell && ((what) => this.#tell(observed, `${person.role} ${what}`));
      return new Guest(this.world, { id, meetTime, until, key: keys[person.role] }, person, tell);
    });
    for (const act of scenario.acts)
      this.world.timers.at(meetTime + act.at, () => {
        void this.#act(observed, act, keys.teacher);
      });
  }

  async #act(observed: Case, { what }: Act, key: string): Promise<void> {
    const params = { id: observed.scenario.id };
    const { status, body } =
      what === 'cancel'
        ? await this.world.request('cancelMeeting', params)
        : await this.world.request('endMeeting', params, { role: 'teacher', key });
    const { outcome } = JSON.parse(body) as { outcome?: string };
    observed.asked.push({ at: this.world.now, status, outcome });
    this.#tell(observed, `${what} answers ${status} ${outcome ?? ''}`);
  }

  #plantFaults({ scenario }: Case): void {
    const at = (instant: Millis, act: () => void): void => {
      this.world.timers.at(scenario.meetTime + instant, act);
    };
    for (const fault of scenario.faults) {
      if (fault.kind === 'aborted') at(fault.at, () => this.#abort(scenario));
      if (fault.kind === 'sweep is blind') {
        at(fault.from, () => this.#disturbances.blind(1));
        at(fault.until, () => this.#disturbances.blind(-1));
      }
    }
  }

  #abort({ id }: Scenario): void {
    // Only what runs can be aborted by hand.
    if (this.#cases.get(id)?.row?.execution_arn) this.world.engine.stop(executionName(id, 1), 'Aborted', 'by hand');
  }

  #invoke<T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    if (invocation.source === 'timer') return this.#disturbances.sweep(ports, run);
    const observed = this.#cases.get(invocation.about ?? '');
    if (!observed) return run(ports);
    if (invocation.caller === 'sweep') this.#tell(observed, `the sweep is woken (${invocation.source})`);
    return observed.calls.invoke(invocation, ports, run);
  }

  #running({ scenario }: Case) {
    return this.world.ec2.machinesOf(scenario.id).filter(({ endedAt }) => endedAt === undefined);
  }

  #scenario(order: LaunchRequest): Scenario {
    const observed = this.#cases.get(order.meetingId);
    if (!observed) throw new RangeError(`a launch for ${order.meetingId}, which is not there`);
    return observed.scenario;
  }

  #tell(observed: Case, what: string): void {
    this.#options.tell?.(observed, what);
  }

  #judge(observed: Case): void {
    const { id } = observed.scenario;
    const { world } = this;
    const name = executionName(id, 1);
    observed.machines = world.ec2.machinesOf(id);
    observed.execution = world.execution(name);
    observed.wakeUpsLeft = world.wakeUps.armedFor(id, 1);
    observed.nameLeft = world.names?.has(id) ?? false;
    const breaches = INVARIANTS.flatMap((invariant) => {
      const promised = invariant.promised(this.#options);
      return invariant.breaches(observed).map((what) => ({ invariant: invariant.name, promised, what }));
    });
    this.#options.judged(observed, breaches);
    this.#cases.delete(id);
    this.#disturbances.forget(name);
    world.forget(id, 1);
  }
}

function tellWrite(after: NonNullable<Case['row']>, before: Case['row'], tell: (what: string) => void): void {
  if (after.status !== before?.status) tell(`the row is ${after.status}`);
  if (after.accepted && !before?.accepted) tell('the row is accepted');
  if (after.verdict && !before?.verdict) {
    const { outcome, by, failure } = after.verdict;
    tell(`the verdict is ${outcome}, by the ${by}${failure ? ` (${failure.reason}: ${failure.detail})` : ''}`);
  }
}
