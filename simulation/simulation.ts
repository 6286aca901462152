import type { HistoryEvent, Timers } from '../local/states-language/index.ts';
import { executionName, meetingOfExecution } from '../steps/domain/ids.ts';
import { DAY } from '../steps/domain/instants.ts';
import { linkKey } from '../steps/domain/links.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { firesAlarm } from '../steps/domain/metrics.ts';
import type { LaunchRequest, Ports } from '../steps/ports.ts';
import { behaviourOf, Disturbances, INSTANCE_TYPES } from './world/disturbances.ts';
import { FaultyCalls } from './world/faulty-calls.ts';
import { reportPresence } from './world/host-reports.ts';
import { SimulatedBuilds } from './builds/builds.ts';
import type { BuildOptions } from './world/build-world.ts';
import { MeetingChecks } from './meeting-checks.ts';
import { Observation, planTrace, revisionsOf } from './observation.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { invite, schedule } from './organiser.ts';
import { withOutages } from './world/service-outages.ts';
import { Outages } from './plan/outages.ts';
import type { Scenario } from './plan/scenario.ts';
import { logWrite } from './timeline.ts';
import { World } from './world/world.ts';
import { simulatedMail } from './world/simulated-mail.ts';
import { SIMULATED_WEBHOOKS, SimulatedReceivers } from './world/simulated-receivers.ts';
import type { Invocation } from './world/world-options.ts';

const ENDS: ReadonlySet<HistoryEvent['type']> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);
const CANDIDATES = ['subnet-a', 'subnet-b'].flatMap((subnet_id) =>
  INSTANCE_TYPES.map((instance_type) => ({ subnet_id, instance_type })),
);

/** Runs scenarios in one world, observes each meeting, and checks the promises on it. */
export class Simulation {
  readonly world: World;
  readonly #options: SimulationOptions;
  /** By meeting id. */
  readonly #observations = new Map<string, Observation>();
  readonly #disturbances: Disturbances;
  readonly #outages: Outages;
  readonly #receivers: SimulatedReceivers;
  readonly #builds: SimulatedBuilds | undefined;
  readonly #checks: MeetingChecks;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#outages = new Outages(options.seed, options.level);
    const disturbances = new Disturbances(
      { ...options, outages: this.#outages },
      (id) => this.#observations.get(id)?.scenario,
      () => this.world,
    );
    this.#disturbances = disturbances;
    const timers: Timers = { now: () => this.world.now, at: (instant, run) => this.world.timers.at(instant, run) };
    this.#receivers = new SimulatedReceivers({
      seed: options.seed,
      level: options.level,
      timers,
      scenarioOf: (id) => this.#observations.get(id)?.scenario,
      enable: async (id) => (await this.world.request('changeWebhook', { id }, { enabled: true })).status,
    });
    if (options.builds) {
      const { onBuild = () => undefined } = options;
      const refusal: BuildOptions['refusal'] = (candidate) => disturbances.refusal(candidate);
      const ofBuilds = { ...options, outages: this.#outages, refusal, onChecked: onBuild };
      this.#builds = new SimulatedBuilds(ofBuilds, () => this.world);
    }
    this.world = new World({
      ...(this.#builds && { images: this.#builds.images }),
      onMark: (name, after, before) => this.#builds?.onMark(name, after, before),
      start: options.start,
      telling: true,
      mail: {},
      onMail: simulatedMail({
        seed: options.seed,
        level: options.level,
        timers,
        scenarioOf: (id) => this.#observations.get(id)?.scenario,
        arrive: (message, repeated) => {
          this.#observations.get(message.meetingId)?.arrived.onMail(message, this.world.now, repeated);
          this.#options.onMail?.(message, repeated);
        },
      }),
      receivers: this.#receivers,
      streamDelays: (meetingId) => disturbances.streamDelays(meetingId),
      withoutNets: options.withoutNets,
      keepHistory: false,
      restsUntil: options.restsUntil ?? DAY,
      ...(options.onSeriesWrite && { onSeriesWrite: options.onSeriesWrite }),
      ...(options.timetable && { timetable: options.timetable }),
      ec2: {
        candidates: CANDIDATES,
        refusal: (candidate) => disturbances.refusal(candidate),
        lookUpLag: (order) => this.#scenario(order).hosts.lookUpLag,
        idLag: (order) => this.#scenario(order).hosts.idLag,
        ...(this.#hostsCount && { people: (id: string) => this.#peopleIn(id) }),
      },
      settings: {
        hostRoles: options.hostRoles,
        // The routes see a kind without room tokens: a thread pool signs them, in real time and not in simulated time.
        hostKind: 'ami',
        ...(options.maxInFlight !== undefined && { maxInFlight: options.maxInFlight }),
      },
      behaviourOf: (order) => behaviourOf(this.#scenario(order), order),
      // Only a shared room has a DNS name of its own. Hosts for each role use EC2's public names.
      ...(options.hostRoles.length === 1 && {
        namesInSync: (meetingId) => this.#observations.get(meetingId)?.scenario.hosts.namesInSync ?? 0,
      }),
      ...(options.between && { between: options.between }),
      onMetric: (metric, value) => {
        if (firesAlarm(metric, value)) this.#checks.alarms.push(metric);
      },
      onDefect: (what, meetingId) => {
        (this.#observations.get(meetingId ?? '')?.defects ?? this.#checks.defects).push(what);
      },
      invoke: (invocation, ports, run) => this.#invoke(invocation, ports, run),
      delays: (call) => disturbances.delays(call),
      random: (name) => disturbances.jitter(name),
      refused: () => (this.#outages.downUntil('api', this.world.now) === undefined ? undefined : 503),
      onWrite: (after, before) => {
        this.#options.onWrite?.(after, before);
        const observed = this.#observations.get(after.id) ?? this.#adopt(after);
        if (!observed) return;
        observed.onWrite(after, before, this.world.now, () => this.world.ec2.runningOf(observed.scenario.id).length);
        this.#observePlan(after.id);
        for (const { client_token, parameters } of Object.values(after.intents))
          this.#builds?.onLaunch(observed.launchedImages, client_token, parameters['image_id']);
        if (this.#options.onEvent) logWrite(after, before, (what) => this.#log(observed, what));
        if (this.#options.adopt && after.accepted && observed.acceptedAt === undefined) this.#inviteTo(observed, after);
      },
      onDisarm: (meetingId) => this.#observePlan(meetingId),
      onLaunch: (machine) => {
        const observed = this.#observations.get(machine.host.meetingId);
        if (!observed) return;
        const { clientToken, parameters } = machine.order;
        this.#builds?.onLaunch(observed.launchedImages, clientToken, parameters['image_id']);
        observed.launches.push({ revision: machine.host.revision, launchable: observed.row?.revision ?? 0 });
        if (this.#hostsCount) void reportPresence(this.world, machine, () => this.#peopleIn(machine.host.meetingId));
        this.#log(
          observed,
          `EC2 launches ${machine.host.instanceId} (${machine.host.role}, attempt ${machine.host.attempt})`,
        );
      },
      onHost: (machine) => {
        const observed = this.#observations.get(machine.host.meetingId);
        observed?.onHostChange(machine, this.world.now);
        const how = machine.endedAt === undefined ? 'is stopped by an operator' : `is ended by a ${machine.endedBy}`;
        if (observed) this.#log(observed, `${machine.host.instanceId} ${how}`);
      },
      onChange: (execution, { type, state }) => {
        if (type === 'ChoiceStateEntered') return;
        const observed = this.#observations.get(meetingOfExecution(execution.name)?.id ?? '');
        if (ENDS.has(type)) this.#observePlan(observed?.scenario.id);
        if (observed && type.endsWith('StateEntered')) this.#log(observed, `the workflow enters "${state}"`);
        else if (observed && type.startsWith('Execution')) this.#log(observed, type);
      },
    });
    this.#checks = new MeetingChecks({
      options,
      world: this.world,
      outages: this.#outages,
      receivers: this.#receivers,
      hostsCount: this.#hostsCount,
      forget: (observed) => this.#forget(observed),
    });
    this.#builds?.start();
    void this.world.telling.webhooks.replaceWebhooks(SIMULATED_WEBHOOKS, 0);
  }

  /** Adds a scenario. It starts at its `scheduledAt`. */
  add(scenario: Scenario): void {
    this.world.timers.at(scenario.scheduledAt, () => {
      const observed = this.#observe(scenario);
      void schedule(this.world, observed, this.#logOf(observed));
    });
  }

  /** Checks the meetings that were not checked yet. */
  finish(): void {
    for (const observed of this.#observations.values()) this.#checks.finish(observed);
  }

  #observe(scenario: Scenario): Observation {
    const observed = new Observation(
      scenario,
      new FaultyCalls(scenario, this.world.timers, this.#options.level, (fault, portCall) => {
        observed.fired.push(fault);
        this.#log(observed, `FAULT: ${fault.caller}, invocation ${fault.invocation}, ${portCall}: ${fault.how}`);
      }),
    );
    this.#observations.set(scenario.id, observed);
    this.#addFaults(observed);
    this.#checks.plan(observed);
    return observed;
  }

  #adopt(row: Meeting): Observation | undefined {
    const scenario = this.#options.adopt?.(row);
    return scenario && this.#observe(scenario);
  }

  /** The people of a meeting that a series has created have links, too. */
  #inviteTo(observed: Observation, row: Meeting): void {
    observed.acceptedAt = this.world.now;
    void this.world.secrets.linkSecret(row.key_id).then((secret) => {
      const keys = { teacher: linkKey(secret, row, 'teacher'), student: linkKey(secret, row, 'student') };
      invite(this.world, observed, keys, this.#logOf(observed));
    });
  }

  #logOf(observed: Observation): ((what: string) => void) | undefined {
    return this.#options.onEvent && ((what) => this.#log(observed, what));
  }

  /** Whether the row's revision can launch. An operator who aborts its execution makes that impossible. */
  #observePlan(meetingId: string | undefined): void {
    const observed = this.#observations.get(meetingId ?? '');
    const plan = observed?.row && planTrace(this.world, observed.row);
    if (plan && !observed.aborted.has(executionName(observed.row!.id, plan.revision))) observed.plans.push(plan);
  }

  /** Sets the timers of the faults that occur at a given time. The other faults need no timer. */
  #addFaults({ scenario }: Observation): void {
    for (const fault of scenario.faults)
      if (fault.kind === 'aborted') this.world.timers.at(scenario.meetTime + fault.at, () => this.#abort(scenario));
  }

  #abort({ id }: Scenario): void {
    const { row, aborted } = this.#observations.get(id) ?? {};
    if (row?.execution_arn === undefined) return;
    const name = executionName(id, row.revision);
    aborted?.add(name);
    this.world.engine.stop(name, 'Aborted', 'by an operator');
  }

  #invoke<T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const reachable = this.#outages.occur
      ? withOutages(ports, invocation.caller, this.#outages, this.world.timers)
      : ports;
    if (invocation.source === 'timer') return this.#disturbances.runByTimer(invocation.caller, reachable, run);
    const observed = this.#observations.get(invocation.meetingId ?? '');
    const ofBuild = this.#builds?.invoke(invocation, reachable, run);
    if (ofBuild) return ofBuild;
    if (!observed) return this.#options.others?.(invocation, reachable, run) ?? run(reachable);
    if (invocation.caller === 'sweep') this.#log(observed, `the sweep runs (${invocation.source})`);
    return observed.calls.invoke(invocation, reachable, run);
  }

  /** The memory of a meeting that was checked. A series needs the rows of its meetings. */
  #forget(observed: Observation): void {
    const { id } = observed.scenario;
    this.#observations.delete(id);
    if (this.#options.adopt) return;
    this.#receivers.forget(id);
    for (const each of revisionsOf(observed)) {
      this.#disturbances.forget(executionName(id, each));
      this.world.forget(id, each);
    }
  }

  #scenario(order: LaunchRequest): Scenario {
    const observed = this.#observations.get(order.meetingId);
    if (!observed) throw new RangeError(`a launch for the unknown meeting ${order.meetingId}`);
    return observed.scenario;
  }

  get #hostsCount(): boolean {
    return this.#options.hostKind === 'jitsi';
  }

  #peopleIn(meetingId: string): number {
    const people = this.#observations.get(meetingId)?.participants ?? [];
    return people.filter(({ insideSince }) => insideSince !== undefined).length;
  }

  #log(observed: Observation, what: string): void {
    this.#options.onEvent?.(observed, what, this.world.now);
  }
}
