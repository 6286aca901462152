import { dollarsPerHour, PRICES } from '../../infra/prices.ts';
import { fromIso, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { deadlineOf, INVARIANTS, overrun, SLACK } from '../invariants.ts';
import type { Machine } from '../world/model/ec2.ts';
import { type Observation, openedAt } from '../observation.ts';
import { wanted } from '../plan/scenario.ts';
import type { Breach } from '../simulation.ts';

export const DOLLARS_PER_HOST_MINUTE = dollarsPerHour('t4g.medium')! / 60;

export interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The result of a run. Minutes are host minutes. Spreads are per accepted meeting. */
export interface Summary {
  readonly requested: number;
  readonly meetings: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Breaches of each invariant that is promised under the run's conditions. */
  readonly violations: Readonly<Record<string, number>>;
  /** Breaches of invariants that are not promised under these conditions. */
  readonly unpromised: Readonly<Record<string, number>>;
  readonly hosts: number;
  readonly hostMinutes: number;
  readonly wastedMinutes: Spread;
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

/** Adds up the results of meetings. */
export class Figures {
  #requested = 0;
  #meetings = 0;
  #hosts = 0;
  #scheduledInTime = 0;
  #readyInTime = 0;
  #fired = 0;
  #longestOutlived = 0;
  #longestAfterAsked = 0;
  #leaked = 0;
  #lost = 0;
  readonly #outcomes = new Map<string, number>();
  readonly #violations = new Map<string, number>(INVARIANTS.map(({ name }) => [name, 0]));
  readonly #unpromised = new Map<string, number>();
  readonly #minutes: number[] = [];
  readonly #wasted: number[] = [];
  readonly #transitions: number[] = [];

  add(observed: Observation, breaches: readonly Breach[]): void {
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
    this.#minutes.push(sum(machines.map((machine) => lifetime(machine, observed))) / MINUTE);
    this.#wasted.push(sum(machines.map((machine) => wastedTime(machine, observed))) / MINUTE);
    this.#transitions.push(execution?.transitions ?? 0);
    for (const machine of machines) {
      const end = machine.endedAt ?? observed.hardEnd;
      const deadline = deadlineOf(observed, machine) ?? end;
      this.#longestOutlived = Math.max(this.#longestOutlived, (end - deadline) / MINUTE);
      if (overrun(observed, machine) > SLACK) this.#leaked += 1;
      const asked = observed.endRequests.find(({ status }) => status === 202)?.at ?? end;
      const sinceAsked = (end - Math.max(asked, machine.host.launchedAt)) / MINUTE;
      this.#longestAfterAsked = Math.max(this.#longestAfterAsked, sinceAsked);
    }
    this.#addReadiness(observed);
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
      longestOutlived: this.#longestOutlived,
      longestAfterAsked: this.#longestAfterAsked,
      transitions,
      dollarsPerMeeting: minutes.mean * DOLLARS_PER_HOST_MINUTE + transitions.mean * PRICES.transition.dollars,
      readyInTime: this.#scheduledInTime === 0 ? 1 : this.#readyInTime / this.#scheduledInTime,
      faultsInCalls: this.#fired,
      leakedHosts: this.#leaked,
      lostMeetings: this.#lost,
    };
  }

  #addReadiness(observed: Observation): void {
    const { scenario, row, endRequests, acceptedAt } = observed;
    const lead = (row?.timetable.launchLead ?? 0) * SECOND;
    const inTime = (acceptedAt ?? Number.POSITIVE_INFINITY) <= scenario.meetTime - lead;
    if (!inTime || endRequests.some(({ at }) => at < scenario.meetTime)) return;
    this.#scheduledInTime += 1;
    if ((openedAt(observed) ?? Number.POSITIVE_INFINITY) <= scenario.meetTime) this.#readyInTime += 1;
  }
}

function isLost({ scenario, row }: Observation): boolean {
  if (scenario.wrong || !wanted(scenario)) return false;
  return !row?.accepted || row.outcome === 'FAILED' || row.outcome === undefined;
}

/** A machine that still runs when its meeting is checked counts until the hard end. */
const lifetime = ({ host, endedAt }: Machine, { hardEnd }: Observation): Millis =>
  (endedAt ?? hardEnd) - host.launchedAt;

/** Time outside of the launch lead, presence and the grace. All time of a replaced machine is wasted. */
function wastedTime(machine: Machine, observed: Observation): Millis {
  const { row, scenario } = observed;
  const { launchedAt, instanceId, role } = machine.host;
  const end = launchedAt + lifetime(machine, observed);
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
