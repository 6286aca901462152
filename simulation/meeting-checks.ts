import { downtime } from '../promises/time.ts';
import { SERVICES } from '../promises/trace.ts';
import { executionName } from '../steps/domain/ids.ts';
import { DAY, fromIso, HOUR, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { type Observation, revisionsOf, traceOf } from './observation.ts';
import type { Outages } from './plan/outages.ts';
import { checkAll } from './promised.ts';
import type { SimulationOptions } from './simulation-options.ts';
import type { SimulatedReceivers } from './world/simulated-receivers.ts';
import type { World } from './world/world.ts';

/** A meeting is checked this long after its hard end, when nothing more can happen to it but deliveries of its events. */
const CHECKED_AFTER: Millis = 30 * MINUTE;
/** Then how often, and how long, the check waits for these. They are repeated for a day. */
const DELIVERIES_EVERY: Millis = 10 * MINUTE;
const DELIVERIES_WITHIN: Millis = 2 * DAY;

export interface MeetingChecksOptions {
  readonly options: SimulationOptions;
  readonly world: World;
  readonly outages: Outages;
  readonly receivers: SimulatedReceivers;
  /** Whether hosts count people. */
  readonly hostsCount: boolean;
  /** Called with a meeting that was checked. */
  readonly forget: (observed: Observation) => void;
}

/** Checks the promises on each meeting, once nothing more can happen to it. */
export class MeetingChecks {
  /** Metrics with an alarm, and defects of no known meeting, since the latest check. */
  readonly alarms: string[] = [];
  readonly defects: string[] = [];
  readonly #given: MeetingChecksOptions;

  constructor(given: MeetingChecksOptions) {
    this.#given = given;
  }

  plan(observed: Observation): void {
    this.#checkAt(observed, observed.hardEnd + CHECKED_AFTER);
  }

  /** At the end of the run. A meeting that has not ended is checked only on what is certain at any time. */
  finish(observed: Observation): void {
    const { options, world } = this.#given;
    const { row, plans, launches } = observed;
    if (row?.accepted && row.ended_at !== undefined && fromIso(row.ended_at) + HOUR < world.now) {
      this.#observeEnd(observed);
      this.#conclude(observed, this.#isDelivered(observed));
    } else options.onChecked(observed, { ...checkAll({ plans, launches }, options), outages: [] });
  }

  /** The check is later by the time in which a service was down: what ends a meeting may have had to wait. */
  #checkAt(observed: Observation, at: Millis): void {
    const { world, outages } = this.#given;
    world.timers.at(at, () => {
      const { hardEnd } = observed;
      const down = downtime(outages.between(hardEnd, at), SERVICES, hardEnd, at);
      // A host that still runs is left to its own timer.
      const last = world.ec2.runningOf(observed.scenario.id).length > 0 ? observed.latestEnd : hardEnd;
      const due = last + CHECKED_AFTER + down;
      if (due > at) this.#checkAt(observed, due);
      else {
        this.#observeEnd(observed);
        this.#checkDeliveredUntil(observed, at + DELIVERIES_WITHIN);
      }
    });
  }

  #checkDeliveredUntil(observed: Observation, latest: Millis): void {
    const { now, timers } = this.#given.world;
    if (this.#isDelivered(observed) || now >= latest) this.#conclude(observed, true);
    else timers.at(now + DELIVERIES_EVERY, () => this.#checkDeliveredUntil(observed, latest));
  }

  #isDelivered({ row, scenario }: Observation): boolean {
    return row?.untold_since === undefined && this.#given.world.telling.isOver(scenario.id);
  }

  #observeEnd(observed: Observation): void {
    const { id } = observed.scenario;
    const { world, outages } = this.#given;
    observed.machines = world.ec2.machinesOf(id);
    observed.execution = world.execution(executionName(id, observed.row?.revision ?? 1));
    const wakeUps = revisionsOf(observed).reduce((sum, each) => sum + world.wakeUps.armedFor(id, each), 0);
    observed.left = { wakeUps, name: world.names?.has(id) ?? false };
    observed.outages = outages.between(observed.scenario.scheduledAt, world.now);
  }

  /** @param isTold whether all that the meeting had to tell must have arrived */
  #conclude(observed: Observation, isTold: boolean): void {
    const { options, receivers, hostsCount, forget } = this.#given;
    const trace = traceOf(observed, {
      told: isTold ? { events: observed.told.events, receivers: receivers.traceOf(observed.scenario.id) } : undefined,
      recorded: isTold ? this.#given.world.telling.actions.of(observed.scenario.id) : undefined,
      hostsCount,
      alarms: this.alarms.splice(0),
      defects: this.defects.splice(0),
    });
    options.onChecked(observed, { ...checkAll(trace, options), outages: observed.outages });
    forget(observed);
  }
}
