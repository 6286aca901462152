import { fromIso, type Millis, SECOND } from '../steps/domain/instants.ts';
import { type Case, openedAt } from './case.ts';
import { deadlineOf, INVARIANTS, SLACK } from './invariants.ts';
import type { Machine } from './model/ec2.ts';
import { wanted } from './scenario.ts';
import type { Breach } from './simulation.ts';

const MINUTE: Millis = 60 * SECOND;
/** After 4,000 free ones a month, which are left out. */
const DOLLARS_PER_TRANSITION = 0.025 / 1000;
/** A t4g.medium with its public address, us-east-1. */
export const DOLLARS_PER_HOST_MINUTE = 0.0386 / 60;

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a run comes to. Minutes are of hosts, spreads are per accepted meeting. */
export interface Summary {
  readonly requested: number;
  readonly meetings: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Breaches by invariant: of what was promised, and of what was not. */
  readonly violations: Readonly<Record<string, number>>;
  readonly unpromised: Readonly<Record<string, number>>;
  readonly hosts: number;
  readonly hostMinutes: number;
  readonly wastedMinutes: Spread;
  readonly hostMinutesPerMeeting: Spread;
  /** The longest time that a host was there after its deadline, in minutes. */
  readonly longestOutlived: number;
  /** The same, after an end that was asked for and answered. */
  readonly longestAfterAsked: number;
  readonly transitions: Spread;
  readonly dollarsPerMeeting: number;
  /** Of meetings that were scheduled in time and not cancelled before: open at the meeting time. */
  readonly readyInTime: number;
  readonly faultsInCalls: number;
  /** Hosts that were there more than ten minutes after their deadline. */
  readonly leakedHosts: number;
  /** Meetings to which people came, and which they could not hold to their end. */
  readonly lostMeetings: number;
}

/** Adds up what meetings came to. */
export class Figures {
  #requested = 0;
  #meetings = 0;
  #hosts = 0;
  #punctual = 0;
  #ready = 0;
  #fired = 0;
  #outlived = 0;
  #afterAsked = 0;
  #leaked = 0;
  #lost = 0;
  readonly #outcomes = new Map<string, number>();
  readonly #violations = new Map<string, number>(INVARIANTS.map(({ name }) => [name, 0]));
  readonly #unpromised = new Map<string, number>();
  readonly #minutes: number[] = [];
  readonly #wasted: number[] = [];
  readonly #transitions: number[] = [];

  add(observed: Case, breaches: readonly Breach[]): void {
    this.#requested += 1;
    for (const { invariant, promised } of breaches) count(promised ? this.#violations : this.#unpromised, invariant);
    this.#fired += observed.fired.length;
    const { row, machines, execution } = observed;
    if (isLost(observed)) this.#lost += 1;
    if (!row?.accepted) return count(this.#outcomes, row ? 'half-made, and ended' : 'refused');
    this.#meetings += 1;
    const reason = row.verdict?.failure?.reason;
    count(this.#outcomes, `${row.outcome ?? 'not ended'}${reason ? ` ${reason}` : ''}`);
    this.#hosts += machines.length;
    this.#minutes.push(sum(machines.map((machine) => life(machine, observed))) / MINUTE);
    this.#wasted.push(sum(machines.map((machine) => wasted(machine, observed))) / MINUTE);
    this.#transitions.push(execution?.transitions ?? 0);
    for (const machine of machines) {
      const end = machine.endedAt ?? observed.hardEnd;
      this.#outlived = Math.max(this.#outlived, (end - (deadlineOf(observed, machine) ?? end)) / MINUTE);
      const late = (machine.endedAt ?? Number.POSITIVE_INFINITY) - (deadlineOf(observed, machine) ?? 0);
      if (late > SLACK) this.#leaked += 1;
      const asked = observed.asked.find(({ status }) => status === 202)?.at ?? end;
      this.#afterAsked = Math.max(this.#afterAsked, (end - Math.max(asked, machine.host.launchedAt)) / MINUTE);
    }
    this.#punctuality(observed);
  }

  summary(): Summary {
    const minutes = spread(this.#minutes);
    const transitions = spread(this.#transitions);
    return {
      requested: this.#requested,
      meetings: this.#meetings,
      outcomes: Object.fromEntries([...this.#outcomes].toSorted(([, a], [, b]) => b - a)),
      violations: Object.fromEntries(this.#violations),
      unpromised: Object.fromEntries(this.#unpromised),
      hosts: this.#hosts,
      hostMinutes: sum(this.#minutes),
      hostMinutesPerMeeting: minutes,
      wastedMinutes: spread(this.#wasted),
      longestOutlived: this.#outlived,
      longestAfterAsked: this.#afterAsked,
      transitions,
      dollarsPerMeeting: minutes.mean * DOLLARS_PER_HOST_MINUTE + transitions.mean * DOLLARS_PER_TRANSITION,
      readyInTime: this.#punctual === 0 ? 1 : this.#ready / this.#punctual,
      faultsInCalls: this.#fired,
      leakedHosts: this.#leaked,
      lostMeetings: this.#lost,
    };
  }

  #punctuality(observed: Case): void {
    const { scenario, row, asked, acceptedAt } = observed;
    const lead = (row?.timetable.launchLead ?? 0) * SECOND;
    const inTime = (acceptedAt ?? Number.POSITIVE_INFINITY) <= scenario.meetTime - lead;
    if (!inTime || asked.some(({ at }) => at < scenario.meetTime)) return;
    this.#punctual += 1;
    if ((openedAt(observed) ?? Number.POSITIVE_INFINITY) <= scenario.meetTime) this.#ready += 1;
  }
}

/** People wanted it, and it was never made, or failed. */
function isLost({ scenario, row }: Case): boolean {
  if (scenario.wrong || !wanted(scenario)) return false;
  return !row?.accepted || row.outcome === 'FAILED' || row.outcome === undefined;
}

/** A machine that is still there when its meeting is judged is billed until the hard end: how long it really stays, nobody knows. */
const life = ({ host, endedAt }: Machine, { hardEnd }: Case): Millis => (endedAt ?? hardEnd) - host.launchedAt;

/** Time of a machine that was needed neither for the lead, nor for presence, nor for its grace. */
function wasted(machine: Machine, observed: Case): Millis {
  const { row, scenario } = observed;
  const { launchedAt, instanceId, role } = machine.host;
  const end = launchedAt + life(machine, observed);
  const served = row?.hosts[role]?.instance_id === instanceId;
  if (!row || !served) return end - launchedAt;
  const grace = row.timetable.emptyGrace * SECOND;
  const stays = Object.values(row.attendance).map(
    (seen) => [fromIso(seen.first_seen_at), fromIso(seen.last_seen_at) + grace] as const,
  );
  const lead = [launchedAt, Math.max(scenario.meetTime, openedAt(observed) ?? launchedAt)] as const;
  let needed = 0;
  let until = launchedAt;
  for (const [from, to] of [lead, ...stays].toSorted(([a], [b]) => a - b)) {
    needed += Math.max(0, Math.min(to, end) - Math.max(from, until));
    until = Math.max(until, to);
  }
  return end - launchedAt - needed;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { mean: sorted.length === 0 ? 0 : sum(sorted) / sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
