import type { FillRun, OccurrenceTrace, SeriesRowTrace, SeriesTrace } from '../../promises/series-trace.ts';
import { fromIso, HOUR, type Millis, MINUTE } from '../../steps/domain/instants.ts';
import { fractionOf } from '../../steps/domain/ids.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Ports } from '../../steps/ports.ts';
import { ArrivedMails } from '../arrived-mails.ts';
import { Outages } from '../plan/outages.ts';
import { planOf } from '../plan/plan.ts';
import { streamOf } from '../plan/random.ts';
import type { CallFault, Scenario } from '../plan/scenario.ts';
import { type Breach, checkAll } from '../promised.ts';
import type { RunOptions } from '../run.ts';
import { Simulation } from '../simulation.ts';
import type { CheckedMeeting } from '../simulation-options.ts';
import type { TimelineEntry } from '../timeline.ts';
import { FaultyCalls } from '../world/faulty-calls.ts';
import { simulated } from '../world/simulated-errors.ts';
import type { Invocation } from '../world/world-options.ts';
import { block, SeriesOrganiser } from './organiser.ts';
import type { SeriesScenario } from './scenario.ts';

/** Before `POST /series`, when another meeting is scheduled that blocks a date. */
const AHEAD: Millis = 5 * MINUTE;
/** Presence is most of all requests, so few meetings of a series are attended. */
const ATTENDED = 0.2;

export interface SeriesResult {
  /** One for the series, and one for each of its meetings. */
  readonly checked: readonly Pick<CheckedMeeting, 'breaches' | 'checked'>[];
  readonly breaches: readonly Breach[];
  readonly meetings: number;
  readonly fired: readonly CallFault[];
  readonly story: readonly TimelineEntry[];
  readonly deadLetters: number;
}

/** Runs a series and all its meetings in a world of its own, and checks the promises on them. */
export async function playSeries(
  options: RunOptions,
  scenario: SeriesScenario,
  keepStory = false,
): Promise<SeriesResult> {
  const played = new PlayedSeries(options, scenario, keepStory);
  await played.run();
  return played.result();
}

class PlayedSeries {
  readonly #options: RunOptions;
  readonly #scenario: SeriesScenario;
  readonly #outages: Outages;
  readonly #simulation: Simulation;
  readonly #calls: FaultyCalls;
  readonly #organiser: SeriesOrganiser;
  readonly #fired: CallFault[] = [];
  readonly #runs: FillRun[] = [];
  readonly #rows = new Map<string, SeriesRowTrace>();
  readonly #meetings = new Map<string, Omit<OccurrenceTrace, 'endRequested'>>();
  /** Ids of meetings. */
  readonly #endRequested = new Set<string>();
  readonly #checked: { readonly date: string; readonly result: CheckedMeeting }[] = [];
  readonly #story: TimelineEntry[] = [];
  readonly #arrived = new ArrivedMails();
  #blocked: SeriesTrace['blocked'] = [];

  constructor(options: RunOptions, scenario: SeriesScenario, keepStory: boolean) {
    this.#options = options;
    this.#scenario = scenario;
    this.#outages = new Outages(options.seed, options.level);
    const log = (what: string): void => {
      if (keepStory) this.#story.push({ at: this.#simulation.world.now, what });
    };
    this.#simulation = new Simulation({
      ...options,
      start: scenario.start - AHEAD - MINUTE,
      restsUntil: 3 * HOUR,
      ...(scenario.blocked && { maxInFlight: 1 }),
      adopt: (row) => this.#scenarioOf(row),
      others: (invocation, ports, run) => this.#invoke(invocation, ports, run),
      onWrite: (after, before) => {
        this.#onMeeting(after);
        this.#arrived.onWrite(after, before);
      },
      onMail: (message, repeated) => this.#arrived.onMail(message, this.#simulation.world.now, repeated),
      onSeriesWrite: (row, before) => {
        const { now } = this.#simulation.world;
        this.#arrived.onWrite(row, before);
        const { insertedAt = now, endedAt } = this.#rows.get(row.id) ?? {};
        const isEnded = row.ends_before !== before?.ends_before;
        this.#rows.set(row.id, { row, insertedAt, endedAt: isEnded ? now : endedAt });
        log(`the series ${row.id} is written (ends before ${row.ends_before ?? 'never'})`);
      },
      ...(keepStory && {
        onEvent: ({ scenario: { id } }, what) => log(`${this.#meetings.get(id)?.date ?? id}: ${what}`),
      }),
      onChecked: ({ scenario: { id }, endRequests }, result) => {
        const { date } = this.#meetings.get(id) ?? {};
        if (date !== undefined) this.#checked.push({ date, result });
        if (endRequests.length > 0) this.#endRequested.add(id);
      },
    });
    const { world } = this.#simulation;
    // The streams of a series differ from those of the meetings.
    const faulty = { ...scenario, index: -2 - scenario.index };
    this.#calls = new FaultyCalls(faulty, world.timers, options.level, (fault, portCall) => {
      this.#fired.push(fault);
      log(`FAULT: ${fault.caller}, invocation ${fault.invocation}, ${portCall}: ${fault.how}`);
    });
    this.#organiser = new SeriesOrganiser(world, scenario, log);
  }

  async run(): Promise<void> {
    const { world } = this.#simulation;
    const { start, until } = this.#scenario;
    await world.run(start - AHEAD);
    void block(world, this.#scenario, (blocked) => {
      this.#blocked = [blocked];
    });
    this.#organiser.start();
    await world.run(start + until);
    this.#simulation.finish();
  }

  result(): SeriesResult {
    const series: SeriesTrace = {
      rows: [...this.#rows.values()],
      meetings: [...this.#meetings].map(([id, meeting]) => ({ ...meeting, endRequested: this.#endRequested.has(id) })),
      runs: this.#runs,
      requests: this.#organiser.requests,
      ...(this.#scenario.hasMail && { told: { mails: this.#arrived.mails, until: this.#simulation.world.now } }),
      blocked: this.#blocked,
    };
    const own = checkAll(series.rows.length > 0 ? { series } : {}, this.#options);
    const breaches = [
      ...own.breaches,
      ...this.#checked.flatMap(({ date, result }) =>
        result.breaches.map((breach) => ({ ...breach, what: `${date}: ${breach.what}` })),
      ),
    ];
    return {
      checked: [own, ...this.#checked.map(({ result }) => result)],
      breaches: breaches.filter(({ promised }) => promised),
      meetings: series.meetings.length,
      fired: this.#fired,
      story: this.#story,
      deadLetters: this.#simulation.world.failedSweeps.length,
    };
  }

  /** The scenario of one meeting. The meeting that blocks a date has no people and no faults. */
  #scenarioOf({ id, series_id, ...row }: Meeting): Scenario {
    const { seed, blocked } = this.#scenario;
    const index = Math.floor(fractionOf(id) * 2 ** 31);
    const meeting = {
      index,
      seed,
      id,
      scheduledAt: this.#simulation.world.now,
      meetTime: fromIso(row.meet_time),
      durationMinutes: row.duration_minutes,
    };
    const isOwn = series_id !== undefined;
    // Moves would need the one host of the cap at other times.
    const conditions = blocked ? { ...this.#options, changes: false } : this.#options;
    const planned = { ...planOf(conditions, meeting), repeats: true, wrong: false };
    const isAttended = isOwn && streamOf(seed, index, 'attended').chance(ATTENDED);
    return {
      ...planned,
      ...(!isAttended && { people: [] }),
      ...(!isOwn && { acts: [], changes: [], faults: [] }),
    };
  }

  #onMeeting(row: Meeting): void {
    const { series_id: seriesId, series_date: date } = row;
    if (seriesId === undefined || date === undefined) return;
    const { acceptedAt, createdFor = row.meet_time } = this.#meetings.get(row.id) ?? {};
    const accepted = row.accepted ? (acceptedAt ?? this.#simulation.world.now) : undefined;
    this.#meetings.set(row.id, { seriesId, date, acceptedAt: accepted, createdFor, row });
  }

  async #invoke<T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const { world } = this.#simulation;
    if (invocation.caller !== 'fillSeries') return this.#calls.invoke(invocation, ports, run);
    const { start, outage } = this.#scenario;
    const from = world.now;
    if (outage && from >= start + outage.from && from < start + outage.until)
      throw simulated(new Error('fillSeries: service unavailable'));
    const before = this.#fired.length;
    let done = false;
    try {
      const result = await this.#calls.invoke(invocation, ports, run);
      done = true;
      return result;
    } finally {
      const hit = this.#fired.length > before || this.#outages.between(from, world.now + 1).length > 0;
      this.#runs.push({ from, until: world.now, seriesId: invocation.seriesId, undisturbed: done && !hit });
    }
  }
}
