import type { Definition, ExecutionEvent, ExecutionStatus } from './wire.ts';

/** What became of a visit to a state. `caught`: it failed, and the workflow went on elsewhere. */
export type VisitResult = 'current' | 'succeeded' | 'caught' | 'failed' | 'stopped';

export interface Visit {
  readonly state: string;
  readonly enteredAt: number;
  readonly leftAt?: number;
  readonly result: VisitResult;
  readonly retries: number;
  readonly errors: readonly { readonly at: number; readonly error: string; readonly cause?: string }[];
}

/** All visits to one state together. */
export interface StateSummary {
  readonly visits: number;
  readonly retries: number;
  readonly errors: number;
  /** Milliseconds in it, up to now for the current one. */
  readonly spent: number;
  /** Of the last visit. */
  readonly result: VisitResult;
}

export interface Path {
  readonly visits: readonly Visit[];
  readonly states: ReadonlyMap<string, StateSummary>;
  /** How often the workflow went from one state straight to another, by `moveKey`. */
  readonly moves: ReadonlyMap<string, number>;
}

export const moveKey = (from: string, to: string): string => `${from}\n${to}`;

const FAILURE = /(?:Failed|TimedOut)$/;

/** What an execution has done, read from its history. */
export function pathOf(events: readonly ExecutionEvent[], status: ExecutionStatus, now: number): Path {
  const visits = visitsOf(events, status);
  const moves = new Map<string, number>();
  for (const [index, { state }] of visits.entries()) {
    const from = visits[index - 1]?.state;
    if (from !== undefined) moves.set(moveKey(from, state), (moves.get(moveKey(from, state)) ?? 0) + 1);
  }
  const states = new Map<string, StateSummary>();
  for (const visit of visits) states.set(visit.state, summed(states.get(visit.state), visit, now));
  return { visits, states, moves };
}

function visitsOf(events: readonly ExecutionEvent[], status: ExecutionStatus): readonly Visit[] {
  const visits: Visit[] = [];
  const amend = (change: (visit: Visit) => Visit): void => {
    const last = visits.pop();
    if (last) visits.push(change(last));
  };
  for (const { type, state, at: instant, error, cause, retryCount } of events) {
    const at = Date.parse(instant);
    if (type.endsWith('StateEntered') && state !== undefined)
      visits.push({ state, enteredAt: at, result: 'current', retries: 0, errors: [] });
    else if (type.endsWith('StateExited')) {
      amend((visit) => ({ ...visit, leftAt: at, result: visit.result === 'failed' ? 'caught' : 'succeeded' }));
    } else if (type.startsWith('Execution')) {
      if (type !== 'ExecutionStarted')
        amend((visit) => ({ ...visit, leftAt: visit.leftAt ?? at, result: atEnd(visit, status) }));
    } else if (FAILURE.test(type)) {
      const failure = { at, error: error ?? type, ...(cause !== undefined && { cause }) };
      amend((visit) => ({ ...visit, result: 'failed', errors: [...visit.errors, failure] }));
    } else if (type.endsWith('Succeeded')) {
      amend((visit) => ({ ...visit, result: 'current' }));
    } else if (retryCount !== undefined && retryCount > 0) {
      // Another try is under way.
      amend((visit) => ({ ...visit, result: 'current', retries: Math.max(visit.retries, retryCount) }));
    }
  }
  return status === 'RUNNING' ? visits.map(stillRunning) : visits;
}

function atEnd({ result }: Visit, status: ExecutionStatus): VisitResult {
  if (status === 'ABORTED' || status === 'TIMED_OUT') return result === 'current' ? 'stopped' : result;
  if (status === 'SUCCEEDED') return 'succeeded';
  return status === 'FAILED' ? 'failed' : result;
}

/** A failure that is not over is being retried. */
const stillRunning = (visit: Visit): Visit =>
  visit.result === 'failed' && visit.leftAt === undefined ? { ...visit, result: 'current' } : visit;

function summed(before: StateSummary | undefined, visit: Visit, now: number): StateSummary {
  const spent = Math.max(0, (visit.leftAt ?? now) - visit.enteredAt);
  return {
    visits: (before?.visits ?? 0) + 1,
    retries: (before?.retries ?? 0) + visit.retries,
    errors: (before?.errors ?? 0) + visit.errors.length,
    spent: (before?.spent ?? 0) + spent,
    result: visit.result,
  };
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Only by a Catch. */
  readonly caught: boolean;
}

/** The moves that a definition allows, each pair once. */
export function edgesOf({ States }: Definition): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const [from, { Next, Default, Choices = [], Catch = [] }] of Object.entries(States)) {
    const add = (to: string | undefined, caught: boolean): void => {
      if (to === undefined || States[to] === undefined) return;
      const known = edges.get(moveKey(from, to));
      edges.set(moveKey(from, to), { from, to, caught: caught && (known?.caught ?? true) });
    };
    for (const to of [Next, ...Choices.map((choice) => choice.Next), Default]) add(to, false);
    for (const { Next: to } of Catch) add(to, true);
  }
  return [...edges.values()];
}
