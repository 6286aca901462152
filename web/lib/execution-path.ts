import type { Definition, ExecutionEvent, ExecutionStatus } from './wire.ts';

/** Result of a visit to a state. `caught`: the state failed, and a Catch led to another state. */
export type VisitResult = 'current' | 'succeeded' | 'caught' | 'failed' | 'stopped';

export interface Visit {
  readonly state: string;
  readonly enteredAt: number;
  readonly leftAt?: number;
  readonly result: VisitResult;
  /** The second and later starts of the task in this visit. */
  readonly retries: number;
  readonly errors: readonly { readonly at: number; readonly error: string; readonly cause?: string }[];
}

/** The sum of all visits to one state. */
export interface StateSummary {
  readonly visits: number;
  readonly retries: number;
  readonly errors: number;
  /** Milliseconds; a current visit counts until now. */
  readonly spent: number;
  /** Of the last visit. */
  readonly result: VisitResult;
}

export interface Path {
  readonly visits: readonly Visit[];
  readonly states: ReadonlyMap<string, StateSummary>;
  /** Number of transitions from one state to the next, by `moveKey`. */
  readonly moves: ReadonlyMap<string, number>;
}

export const moveKey = (from: string, to: string): string => `${from}\n${to}`;

/** Step Functions records `LambdaFunctionScheduled` or `TaskScheduled` for each try of a task. */
const TRY = /Scheduled$/;
const FAILURE = /(?:Failed|TimedOut)$/;

/** The path of an execution, from the events of its history. */
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
  const updateLast = (change: (visit: Visit) => Visit): void => {
    const last = visits.pop();
    if (last) visits.push(change(last));
  };
  let tries = 0;
  for (const { type, state, at: instant, error, cause } of events) {
    const at = Date.parse(instant);
    if (type.endsWith('StateEntered') && state !== undefined) {
      tries = 0;
      visits.push({ state, enteredAt: at, result: 'current', retries: 0, errors: [] });
    } else if (type.endsWith('StateExited')) {
      updateLast((visit) => ({ ...visit, leftAt: at, result: visit.result === 'failed' ? 'caught' : 'succeeded' }));
    } else if (type.startsWith('Execution')) {
      if (type !== 'ExecutionStarted')
        updateLast((visit) => ({ ...visit, leftAt: visit.leftAt ?? at, result: atEnd(visit, status) }));
    } else if (FAILURE.test(type)) {
      const failure = { at, error: error ?? type, ...(cause !== undefined && { cause }) };
      updateLast((visit) => ({ ...visit, result: 'failed', errors: [...visit.errors, failure] }));
    } else if (type.endsWith('Succeeded')) {
      updateLast((visit) => ({ ...visit, result: 'current' }));
    } else if (TRY.test(type)) {
      tries++;
      const retries = tries - 1;
      updateLast((visit) => ({ ...visit, result: 'current', retries }));
    }
  }
  return status === 'RUNNING' ? visits.map(stillRunning) : visits;
}

function atEnd({ result }: Visit, status: ExecutionStatus): VisitResult {
  if (status === 'ABORTED' || status === 'TIMED_OUT') return result === 'current' ? 'stopped' : result;
  if (status === 'SUCCEEDED') return 'succeeded';
  return status === 'FAILED' ? 'failed' : result;
}

/** Without an exit, a failed task waits for its retry. */
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
  /** True if only a Catch makes this transition. */
  readonly caught: boolean;
}

/** The transitions of a definition, each pair of states once. */
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
