import { dollarsPerHour, PRICES } from '../../infra/prices.ts';
import { deadlineOf, overrun } from '../../promises/hosts.ts';
import { PROMISES } from '../../promises/promises.ts';
import { SLACK } from '../../promises/time.ts';
import type { Outage } from '../../promises/trace.ts';
import { fromIso, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { graceOf, mostLead } from '../../steps/domain/timetable.ts';
import { hostTrace, type Observation, openedAt } from '../observation.ts';
import { wanted } from '../plan/scenario.ts';
import { type Conditions, isPromised } from '../promised.ts';
import type { CheckedBuild } from '../builds/builds.ts';
import type { SeriesResult } from '../series/simulation.ts';
import type { CheckedMeeting } from '../simulation-options.ts';
import type { Machine } from '../world/model/ec2.ts';

export const DOLLARS_PER_HOST_MINUTE = dollarsPerHour('t4g.medium')! / 60;

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface PromiseFigures {
  /** Whether a breach is a violation under the conditions of the run. */
  readonly promised: boolean;
  /** Meetings on which it was checked. */
  readonly checked: number;
  /** Breaches; a meeting can have several. */
  readonly broken: number;
}

/** The result of a run. Minutes are host minutes. Spreads are per accepted meeting. */
export interface Summary {
  readonly requested: number;
  readonly meetings: number;
  readonly series: number;
  /** Meetings that were created for series. The figures of hosts and outcomes are without them. */
  readonly seriesMeetings: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Builds of images by their end. */
  readonly builds: Readonly<Record<string, number>>;
  readonly promises: Readonly<Record<string, PromiseFigures>>;
  readonly hosts: number;
  readonly hostMinutes: number;
  /** Without the excess lead. */
  readonly wastedMinutes: Spread;
  /** Mean minutes of a meeting by cause. */
  readonly waste: Readonly<Record<(typeof WASTE)[number], number>>;
  readonly hostMinutesPerMeeting: Spread;
  /** The longest time that a host existed after its deadline, in minutes. */
  readonly longestOutlived: number;
  /** The longest time that a host existed after an accepted request to end the meeting, in minutes. */
  readonly longestAfterAsked: number;
  readonly transitions: Spread;
  readonly dollarsPerMeeting: number;
  /** Share of meetings whose room was open at the meeting time, of those scheduled in time and not ended before it. */
  readonly readyInTime: number;
  /** Call faults that occurred. */
  readonly faultsInCalls: number;
  /** Hosts that existed more than ten minutes after their deadline. */
  readonly leakedHosts: number;
  /** Meetings that participants wanted, but that did not take place or failed. */
  readonly lostMeetings: number;
}

/** Numbers that add up, of any number of meetings. Plain data, so that it can cross processes. */
export interface Totals {
  readonly counts: Record<
    | 'requested'
    | 'meetings'
    | 'series'
    | 'seriesMeetings'
    | 'hosts'
    | 'scheduledInTime'
    | 'readyInTime'
    | 'fired'
    | 'leaked'
    | 'lost',
    number
  >;
  readonly longest: Record<'outlived' | 'afterAsked', number>;
  readonly outcomes: Record<string, number>;
  readonly builds: Record<string, number>;
  readonly checked: Record<string, number>;
  readonly broken: Record<string, number>;
  readonly minutes: number[];
  readonly wasted: number[];
  readonly waste: Record<(typeof WASTE)[number], number>;
  readonly transitions: number[];
}

const noTotals = (): Totals => ({
  counts: {
    requested: 0,
    meetings: 0,
    series: 0,
    seriesMeetings: 0,
    hosts: 0,
    scheduledInTime: 0,
    readyInTime: 0,
    fired: 0,
    leaked: 0,
    lost: 0,
  },
  longest: { outlived: 0, afterAsked: 0 },
  outcomes: {},
  builds: {},
  checked: {},
  broken: {},
  minutes: [],
  wasted: [],
  waste: { excessLead: 0, replaced: 0, noShow: 0, end: 0 },
  transitions: [],
});

/** The promises that were checked on a meeting or a series. */
type Checked = Pick<CheckedMeeting, 'breaches' | 'checked'>;

/** Adds up the results of meetings. */
export class Figures {
  readonly totals = noTotals();

  add(observed: Observation, outages: readonly Outage[], result: Checked): void {
    const { counts, longest, outcomes } = this.totals;
    counts.requested += 1;
    this.#addChecks(result);
    counts.fired += observed.fired.length;
    const { row, machines, execution } = observed;
    if (isLost(observed)) counts.lost += 1;
    if (!row?.accepted) return count(outcomes, row ? 'half-made, and ended' : 'refused');
    counts.meetings += 1;
    const reason = row.verdict?.failure?.reason;
    count(outcomes, `${row.outcome ?? 'not ended'}${reason ? ` ${reason}` : ''}`);
    counts.hosts += machines.length;
    this.totals.minutes.push(sum(machines.map((machine) => lifetime(machine, observed))) / MINUTE);
    const wastes = machines.map((machine) => wasteOf(machine, observed));
    for (const cause of WASTE) this.totals.waste[cause] += sum(wastes.map((waste) => waste[cause])) / MINUTE;
    this.totals.wasted.push(sum(wastes.map(({ replaced, noShow, end }) => replaced + noShow + end)) / MINUTE);
    this.totals.transitions.push(execution?.transitions ?? 0);
    for (const machine of machines) {
      const end = machine.endedAt ?? observed.hardEnd;
      longest.outlived = Math.max(longest.outlived, (end - deadlineOf(row, hostTrace(machine), outages)) / MINUTE);
      if (overrun({ row, outages }, hostTrace(machine)) > SLACK) counts.leaked += 1;
      const asked = observed.endRequests.find(({ status }) => status === 202)?.at ?? end;
      const sinceAsked = (end - Math.max(asked, machine.host.launchedAt)) / MINUTE;
      longest.afterAsked = Math.max(longest.afterAsked, sinceAsked);
    }
    this.#addReadiness(observed);
  }

  addSeries({ checked, meetings, fired }: Pick<SeriesResult, 'checked' | 'meetings' | 'fired'>): void {
    const { counts } = this.totals;
    counts.series += 1;
    counts.seriesMeetings += meetings;
    counts.fired += fired.length;
    for (const result of checked) this.#addChecks(result);
  }

  addBuild(build: CheckedBuild): void {
    count(this.totals.builds, build.status);
    this.totals.counts.fired += build.faults;
    this.#addChecks(build);
  }

  #addChecks({ breaches, checked }: Checked): void {
    for (const name of checked) count(this.totals.checked, name);
    for (const { promise } of breaches) count(this.totals.broken, promise);
  }

  /** Adds the totals of other meetings. */
  merge(other: Totals): void {
    const { totals } = this;
    for (const kind of ['counts', 'outcomes', 'builds', 'checked', 'broken', 'waste'] as const)
      for (const [name, value] of Object.entries(other[kind])) count(totals[kind], name, value);
    for (const name of ['outlived', 'afterAsked'] as const)
      totals.longest[name] = Math.max(totals.longest[name], other.longest[name]);
    for (const list of ['minutes', 'wasted', 'transitions'] as const)
      for (const value of other[list]) totals[list].push(value);
  }

  summary(conditions: Conditions): Summary {
    const { counts, longest, outcomes, checked, broken } = this.totals;
    const minutes = spread(this.totals.minutes);
    const transitions = spread(this.totals.transitions);
    const figuresOf = (promise: (typeof PROMISES)[number]): PromiseFigures => ({
      promised: isPromised(promise, conditions),
      checked: checked[promise.name] ?? 0,
      broken: broken[promise.name] ?? 0,
    });
    const byCount = Object.entries(outcomes).toSorted(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
    return {
      requested: counts.requested,
      meetings: counts.meetings,
      series: counts.series,
      seriesMeetings: counts.seriesMeetings,
      outcomes: Object.fromEntries(byCount),
      builds: this.totals.builds,
      promises: Object.fromEntries(PROMISES.map((promise) => [promise.name, figuresOf(promise)])),
      hosts: counts.hosts,
      hostMinutes: sum(this.totals.minutes),
      hostMinutesPerMeeting: minutes,
      wastedMinutes: spread(this.totals.wasted),
      waste: Object.fromEntries(
        WASTE.map((cause) => [cause, this.totals.waste[cause] / Math.max(1, counts.meetings)]),
      ) as Summary['waste'],
      longestOutlived: longest.outlived,
      longestAfterAsked: longest.afterAsked,
      transitions,
      dollarsPerMeeting: minutes.mean * DOLLARS_PER_HOST_MINUTE + transitions.mean * PRICES.transition.dollars,
      readyInTime: counts.scheduledInTime === 0 ? 1 : counts.readyInTime / counts.scheduledInTime,
      faultsInCalls: counts.fired,
      leakedHosts: counts.leaked,
      lostMeetings: counts.lost,
    };
  }

  #addReadiness(observed: Observation): void {
    const { row, endRequests, acceptedAt = Number.POSITIVE_INFINITY } = observed;
    const lead = (row ? mostLead(row.timetable) : 0) * SECOND;
    const plannedAt = Math.max(acceptedAt, row?.change ? fromIso(row.change.at) : acceptedAt);
    const inTime = plannedAt <= observed.meetTime - lead;
    if (!inTime || endRequests.some(({ at }) => at < observed.meetTime)) return;
    this.totals.counts.scheduledInTime += 1;
    if ((openedAt(observed) ?? Number.POSITIVE_INFINITY) <= observed.meetTime) this.totals.counts.readyInTime += 1;
  }
}

/** Promises that are broken, or that no meeting checked: a run with one of them fails. */
export const violated = ({ promises }: Summary): string[] =>
  Object.entries(promises)
    .filter(([, { promised, checked, broken }]) => promised && (broken > 0 || checked === 0))
    .map(([name]) => name);

function isLost({ scenario, row }: Observation): boolean {
  if (scenario.wrong || !wanted(scenario)) return false;
  return !row?.accepted || row.outcome === 'FAILED' || row.outcome === undefined;
}

/** A machine that still runs when its meeting is checked counts until the hard end. */
const lifetime = ({ host, endedAt }: Machine, { hardEnd }: Observation): Millis =>
  (endedAt ?? hardEnd) - host.launchedAt;

/** Causes for which a host existed and nobody needed it. */
export const WASTE = ['excessLead', 'replaced', 'noShow', 'end'] as const;
type Waste = Readonly<Record<(typeof WASTE)[number], Millis>>;

/**
 * Time outside of the boot, of people in the room and of the grace after them. `excessLead`: from the opening of the room until
 * the meeting time. `replaced`: all time of a replaced machine. `noShow`: the window in which nobody came. A forgotten page is
 * no person.
 */
function wasteOf(machine: Machine, observed: Observation): Waste {
  const none = { excessLead: 0, replaced: 0, noShow: 0, end: 0 };
  const { row, participants } = observed;
  const { launchedAt, instanceId, role } = machine.host;
  const end = launchedAt + lifetime(machine, observed);
  if (row?.hosts[role]?.instance_id !== instanceId) return { ...none, replaced: end - launchedAt };
  const grace = graceOf(row.timetable);
  const stays = participants.flatMap((person) =>
    person.stays.map(({ from, until }): Span => [from, (until ?? end) + grace]),
  );
  const opened = openedAt(observed);
  const withLead: Span = [launchedAt, Math.max(observed.meetTime, opened ?? launchedAt)];
  const unused = end - launchedAt - covered([withLead, ...stays], launchedAt, end);
  const excessLead =
    opened === undefined ? 0 : end - launchedAt - unused - covered([[launchedAt, opened], ...stays], launchedAt, end);
  return { ...none, excessLead, [stays.length === 0 ? 'noShow' : 'end']: unused };
}

type Span = readonly [from: Millis, to: Millis];

/** How much of the time from `start` to `end` is in one of the spans. */
function covered(spans: readonly Span[], start: Millis, end: Millis): Millis {
  let sum = 0;
  let until = start;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, Math.min(to, end) - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { mean: sorted.length === 0 ? 0 : sum(sorted) / sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function count(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}
