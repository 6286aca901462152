import { executionArnOf, type HistoryEvent } from '../../local/states-language/index.ts';
import type { BuildTrace, LaunchedImageTrace, PublishedTrace } from '../../promises/build-trace.ts';
import { downtime, TOLERANCE } from '../../promises/time.ts';
import { BUILD_STATE_MACHINE_ARN } from '../../statemachine/definition.ts';
import { hasEnded } from '../../steps/domain/host-state.ts';
import { BUILD_LIMIT, IMAGE_MARK, publishedImages } from '../../steps/domain/images.ts';
import { DAY, fromIso, HOUR, type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Timetable } from '../../steps/domain/timetable.ts';
import type { Ports } from '../../steps/ports.ts';
import { buildOf } from '../../steps/image/step-schemas.ts';
import { type Level, RATES } from '../plan/faults.ts';
import type { Outages } from '../plan/outages.ts';
import { type Breach, checkAll, type Conditions } from '../promised.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { BuildOptions } from '../world/build-world.ts';
import { FaultyCalls } from '../world/faulty-calls.ts';
import type { World } from '../world/world.ts';
import type { Invocation } from '../world/world-options.ts';
import { actsOf, type BuildAct, type BuildScenario, planBuild } from './plan.ts';

/** A build is checked this long after its start, when its state machine must have ended. */
const CHECKED_AFTER: Millis = 4 * HOUR;

export interface CheckedBuild {
  readonly name: string;
  readonly status: string;
  readonly breaches: readonly Breach[];
  readonly checked: readonly string[];
  readonly faults: number;
  readonly story: readonly TimelineEntry[];
}

export interface SimulatedBuildsOptions extends Conditions {
  readonly seed: number;
  readonly level: Level;
  readonly outages: Outages;
  readonly timetable?: Partial<Timetable>;
  readonly refusal: NonNullable<BuildOptions['refusal']>;
  readonly onChecked: (build: CheckedBuild) => void;
}

/** A build while it is observed. */
interface ObservedBuild {
  readonly name: string;
  readonly id: string;
  readonly startedAt: Millis;
  readonly scenario: BuildScenario;
  readonly calls: FaultyCalls;
  readonly published: PublishedTrace[];
  readonly story: TimelineEntry[];
  faults: number;
  reachedPublish: boolean;
  isDue: boolean;
  missing: readonly string[];
  unused: readonly string[];
}

/** Starts builds at random instants, with faults, and observes their images, and the launches from them. */
export class SimulatedBuilds {
  readonly #options: SimulatedBuildsOptions;
  readonly #world: () => World;
  /** By the name of the execution, and by id. */
  readonly #observed = new Map<string, ObservedBuild>();
  /** By image: what the host that passed the test was made from. */
  readonly #tested = new Map<string, string>();
  /** Images that somebody has deleted. */
  readonly #deleted = new Set<string>();
  /** What the deployment installs, and since when. */
  readonly #inputs: { readonly at: Millis; readonly inputs: string }[] = [{ at: 0, inputs: 'inputs-1' }];

  constructor(options: SimulatedBuildsOptions, world: () => World) {
    this.#options = options;
    this.#world = world;
  }

  /** Options of the world. */
  get images(): BuildOptions {
    return {
      behaviourOf: (build) => this.#observed.get(build)?.scenario.behaviour ?? {},
      inputs: () => this.#inputs.at(-1)!.inputs,
      refusal: this.#options.refusal,
      lookUpLag: (build) => this.#observed.get(build)?.scenario.lookUpLag ?? 0,
      onTested: (imageId, inputs) => void this.#tested.set(imageId, inputs),
      onChange: ({ name, status }, event) => this.#onChange(name, status, event),
    };
  }

  /** Adds what happens from now on, day by day. */
  start(): void {
    const { now, timers } = this.#world();
    const addDay = (day: Millis): void => {
      const { seed, level, timetable: { longestLead = 0 } = {} } = this.#options;
      // Each image is learned anew. A deployment builds one in 30 days.
      const mean = longestLead > 0 ? 0 : RATES[level].builds.acts;
      for (const act of actsOf(seed, mean, day))
        if (act.at >= timers.now()) timers.at(act.at, () => void this.#perform(act));
      timers.at(day + DAY, () => addDay(day + DAY));
    };
    addDay(Math.floor(now / DAY) * DAY);
  }

  invoke<T>(
    { build = '', ...invocation }: Invocation,
    ports: Ports,
    run: (ports: Ports) => Promise<T>,
  ): Promise<T> | undefined {
    return this.#observed.get(build)?.calls.invoke(invocation, ports, run);
  }

  onMark(name: string, after: string | undefined, before: string | undefined): void {
    const current = name === IMAGE_MARK ? publishedImages(after)?.current : undefined;
    if (!current || publishedImages(before)?.current.build === current.build) return;
    this.#observed.get(current.build)?.published.push(this.#seen(current.image_id));
  }

  /** Adds an image that the intent or the call of a launch names. */
  onLaunch(images: Map<string, LaunchedImageTrace>, clientToken: string, imageId: string | undefined): void {
    const known = images.get(clientToken);
    if (known?.named.includes(imageId)) return;
    const image = known ?? (imageId === undefined ? {} : this.#seen(imageId));
    images.set(clientToken, { ...image, clientToken, named: [...(known?.named ?? []), imageId] });
  }

  async #perform(act: BuildAct): Promise<void> {
    const { now, images, meetings } = this.#world();
    if (act.what === 'build' && !act.force) return this.#build(false);
    // On other days nothing would be launched.
    if (meetings.nextMeetTime === undefined || fromIso(meetings.nextMeetTime) > now + DAY) return;
    if (act.what === 'build') return this.#build(true);
    if (act.what === 'deploy') return void this.#inputs.push({ at: now, inputs: `inputs-${this.#inputs.length + 1}` });
    const { current } = publishedImages(await meetings.getMark(IMAGE_MARK)) ?? {};
    if (!current) return;
    this.#deleted.add(current.image_id);
    await images.builds.remove(current.build);
  }

  #build(force: boolean): void {
    const { now, timers, images } = this.#world();
    const { seed, level } = this.#options;
    const scenario = planBuild(seed, level, now);
    const name = `build-${now}`;
    const observed: ObservedBuild = {
      name,
      id: buildOf({ execution: executionArnOf(BUILD_STATE_MACHINE_ARN, name) }),
      startedAt: now,
      scenario,
      calls: new FaultyCalls(
        { seed, index: Math.floor(now / SECOND), faults: scenario.faults },
        timers,
        level,
        ({ caller, invocation, how }, portCall) => {
          observed.faults += 1;
          this.#log(observed, `FAULT: ${caller}, invocation ${invocation}, ${portCall}: ${how}`);
        },
      ),
      published: [],
      story: [],
      faults: 0,
      reachedPublish: false,
      isDue: true,
      missing: [],
      unused: [],
    };
    for (const key of [name, observed.id]) this.#observed.set(key, observed);
    images.engine.start(name, { force });
    const { abortedAfter } = scenario;
    if (abortedAfter !== undefined)
      timers.at(now + abortedAfter, () => images.engine.stop(name, 'Aborted', 'by an operator'));
    this.#checkAt(observed, now + CHECKED_AFTER);
  }

  #onChange(name: string, status: string, { type, state }: HistoryEvent): void {
    const observed = this.#observed.get(name);
    if (!observed || type === 'ChoiceStateEntered' || type === 'WaitStateEntered') return;
    if (type.endsWith('StateEntered')) {
      if (state === 'Publish image') observed.reachedPublish = true;
      if (state === 'No build due') observed.isDue = false;
      this.#log(observed, `the build enters "${state}"`);
    } else if (type.startsWith('Execution') && status !== 'RUNNING') {
      this.#log(observed, type);
      void this.#lookAtImages(observed, status);
    }
  }

  /** Which images are there that should not be, and the other way round. */
  async #lookAtImages(observed: ObservedBuild, status: string): Promise<void> {
    const { now, images, meetings } = this.#world();
    const { current, former } = publishedImages(await meetings.getMark(IMAGE_MARK)) ?? {};
    const named = [current, former].flatMap((image) => image?.image_id ?? []);
    observed.missing = named.filter((id) => !images.builds.hasImage(id) && !this.#deleted.has(id));
    if (status !== 'SUCCEEDED' || !observed.isDue) return;
    const old = (await images.builds.all()).filter(({ createdAt }) => createdAt < now - BUILD_LIMIT - TOLERANCE);
    observed.unused = old.flatMap(({ imageId = '' }) => (named.includes(imageId) ? [] : [imageId]));
  }

  #seen(imageId: string): PublishedTrace {
    const { now } = this.#world();
    const made = this.#tested.get(imageId);
    // A step can have started before the deployment that follows.
    const valid = this.#inputs.filter((_each, index) => (this.#inputs[index + 1]?.at ?? now) >= now - TOLERANCE);
    return { at: now, imageId, tested: made !== undefined, fits: valid.some(({ inputs }) => inputs === made) };
  }

  #log(observed: ObservedBuild, what: string): void {
    observed.story.push({ at: this.#world().now, what });
  }

  /** The check is later by the time in which a service was down. */
  #checkAt(observed: ObservedBuild, at: Millis): void {
    const world = this.#world();
    world.timers.at(at, () => {
      const { outages, onChecked } = this.#options;
      const { name, id, startedAt, faults, story } = observed;
      const during = outages.between(startedAt, at);
      const due = startedAt + CHECKED_AFTER + downtime(during, ['ec2', 'dynamodb'], startedAt, at);
      if (due > at) return this.#checkAt(observed, due);
      const { engine, builds } = world.images;
      const { status } = engine.describe(name);
      const trace = { build: this.#traceOf(observed, status), outages: during };
      onChecked({ name, status: trace.build.status, faults, story, ...checkAll(trace, this.#options) });
      this.#observed.delete(name);
      this.#observed.delete(id);
      if (status === 'RUNNING') return;
      engine.forget(name);
      builds.forget(id);
    });
  }

  #traceOf({ id, isDue, reachedPublish, published, missing, unused }: ObservedBuild, status: string): BuildTrace {
    const { builds } = this.#world().images;
    const machines = builds.machines().filter(({ order }) => order.build === id);
    return {
      status: isDue ? status : 'NOT_DUE',
      reachedPublish,
      published,
      missing,
      unused,
      hosts: machines.map((machine) => ({
        instanceId: machine.instanceId,
        deadline: machine.order.hardEnd,
        runsUntil: builds.runsUntil(machine),
        terminated: hasEnded(builds.find(machine.instanceId)!),
      })),
    };
  }
}
