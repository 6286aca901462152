import { JournalMismatch, StateFault } from './errors.ts';
import type { Execution, Phase } from './execution.ts';
import type { JournalEntry } from './journal.ts';
import type { ChoiceState, FailState, PassState, State, SucceedState, TaskState } from './model.ts';
import { valueAt } from './paths.ts';
import { matchesError, type TaskError } from './retry.ts';

type EntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;

/** The phases in which an entry is valid; kinds that are not listed are valid in every phase. */
const VALID_PHASES: Readonly<Partial<Record<JournalEntry['kind'], readonly Phase['kind'][]>>> = {
  elapsed: ['waiting', 'retryDelay'],
  issued: ['needsToken'],
  returned: ['awaitingToken'],
  succeeded: ['calling', 'awaitingToken'],
  failed: ['calling', 'awaitingToken'],
  timedOut: ['calling', 'awaitingToken'],
};

function inputOf(execution: Execution, state: State): unknown {
  return valueAt(state.input, 'InputPath', execution.data, execution);
}

/** Records the exit from a state; returns the state's output. */
function exitState(execution: Execution, state: Exclude<State, FailState>, data: unknown, at: number): unknown {
  const output = valueAt(state.output, 'OutputPath', data, execution);
  execution.record(`${state.type}StateExited`, at, { output });
  return output;
}

function chooseNext(execution: Execution, state: ChoiceState, input: unknown): string {
  const next = state.rules.find((rule) => rule.matches(input, execution))?.next ?? state.defaultNext;
  if (next !== undefined) return next;
  throw new StateFault(
    'States.NoChoiceMatched',
    `No rule of the Choice '${state.name}' matches, and it has no Default.`,
  );
}

function enterFail(execution: Execution, state: FailState, at: number): void {
  const error = state.error(execution.data, execution);
  const cause = state.cause(execution.data, execution);
  execution.close('FAILED', at, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
}

/** Starts the call of a plain function. A token task first needs its token in the journal. */
function scheduleTask(execution: Execution, task: TaskState, at: number): void {
  if (task.waitsForToken) {
    execution.phase = { kind: 'needsToken', since: at };
    return;
  }
  const input = inputOf(execution, task);
  const payload = task.payload === undefined ? input : task.payload.render(input, execution);
  const timeoutSeconds = task.timeout?.(input, execution);
  const { functionArn } = task;
  const { retryCount } = execution;
  execution.record('LambdaFunctionScheduled', at, { input: payload, resource: functionArn, retryCount });
  execution.record('LambdaFunctionStarted', at);
  execution.phase = { kind: 'calling', functionArn, payload, timeoutSeconds };
}

/** Returns the result of a state that does not wait, and the next state; undefined at the end. */
function evaluate(execution: Execution, state: ChoiceState | PassState | SucceedState): [unknown, string | undefined] {
  const input = inputOf(execution, state);
  if (state.type === 'Choice') return [input, chooseNext(execution, state, input)];
  if (state.type === 'Pass') return [state.placeResult(execution.data, state.result(input, execution)), state.next];
  return [input, undefined];
}

/** Runs states until one waits or the execution closes. */
function advance(execution: Execution, first: string | undefined, input: unknown, at: number): void {
  let [name, data] = [first, input];
  while (name !== undefined) {
    const state = execution.machine.states.get(name);
    if (state === undefined) throw new JournalMismatch(`There is no state "${name}".`);
    execution.enter(state, data, at);
    if (state.type === 'Task') return scheduleTask(execution, state, at);
    if (state.type === 'Fail') return enterFail(execution, state, at);
    if (state.type === 'Wait') {
      execution.phase = { kind: 'waiting', until: state.until(inputOf(execution, state), execution) };
      return;
    }
    const [result, next] = evaluate(execution, state);
    data = exitState(execution, state, result, at);
    name = next;
  }
  execution.close('SUCCEEDED', at, { output: data });
}

function issueToken(execution: Execution, task: TaskState, since: number, { at, token }: EntryOf<'issued'>): void {
  execution.token = token;
  execution.tokens.add(token);
  const input = inputOf(execution, task);
  const payload = task.payload?.render(input, execution);
  const timeout = task.timeout?.(input, execution);
  const heartbeat = task.heartbeat?.(input, execution);
  // "HeartbeatSeconds ... MUST be smaller than TimeoutSeconds" (States Language, "Timeouts"). For values from paths;
  // compile-task.ts checks literals.
  if (timeout !== undefined && heartbeat !== undefined && heartbeat >= timeout) {
    throw new StateFault(
      'States.Runtime',
      `HeartbeatSeconds (${heartbeat}) is not smaller than TimeoutSeconds (${timeout}).`,
    );
  }
  const { functionArn } = task;
  const { retryCount } = execution;
  execution.record('TaskScheduled', at, { input: payload, resource: functionArn, retryCount });
  execution.record('TaskStarted', at, { resource: functionArn });
  execution.phase = {
    kind: 'awaitingToken',
    token,
    functionArn,
    payload,
    timeoutAt: timeout && since + timeout * 1000,
    heartbeatMs: heartbeat && heartbeat * 1000,
    returned: false,
  };
}

function completeTask(execution: Execution, task: TaskState, { at, output }: EntryOf<'succeeded'>): void {
  execution.record(task.waitsForToken ? 'TaskSucceeded' : 'LambdaFunctionSucceeded', at, {
    output,
    resource: task.functionArn,
  });
  const result = task.resultSelector ? task.resultSelector.render(output, execution) : output;
  advance(execution, task.next, exitState(execution, task, task.placeResult(execution.data, result), at), at);
}

/** Applies the first matching retrier; when it has no attempts left, the first matching catcher. */
function retryOrCatch(execution: Execution, task: TaskState, failure: TaskError, at: number, draw: number): void {
  const index = task.retriers.findIndex(({ errors }) => matchesError(errors, failure.error));
  const attempt = (execution.attempts[index] ?? 0) + 1;
  const retrier = task.retriers[index];
  if (retrier !== undefined && attempt <= retrier.maxAttempts) {
    execution.attempts = task.retriers.map((_, other) =>
      other === index ? attempt : (execution.attempts[other] ?? 0),
    );
    execution.phase = { kind: 'retryDelay', until: at + retrier.delayMs(attempt, draw) };
    return;
  }
  const catcher = task.catchers.find(({ errors }) => matchesError(errors, failure.error));
  if (catcher === undefined) return execution.close('FAILED', at, failure);
  // Error Output replaces the result; OutputPath does not apply (States Language, "Fallback states").
  const output = catcher.placeResult(execution.data, { Error: failure.error, Cause: failure.cause });
  execution.record('TaskStateExited', at, { output });
  advance(execution, catcher.next, output, at);
}

function failTask(execution: Execution, task: TaskState, entry: EntryOf<'failed' | 'timedOut'>): void {
  const { at, error, draw } = entry;
  // A time-out has no cause; the Error Output contains the field with an empty string.
  const failure: TaskError = { error, cause: entry.kind === 'failed' ? entry.cause : '' };
  const ending = entry.kind === 'failed' ? 'Failed' : 'TimedOut';
  const type = task.waitsForToken ? (`Task${ending}` as const) : (`LambdaFunction${ending}` as const);
  execution.record(type, at, { ...failure, resource: task.functionArn });
  retryOrCatch(execution, task, failure, at, draw);
}

function currentTask({ state }: Execution): TaskState {
  if (state?.type === 'Task') return state;
  throw new JournalMismatch(`"${state?.name}" is not a Task.`);
}

function endDelay(execution: Execution, at: number): void {
  const { state } = execution;
  if (state?.type === 'Wait') {
    return advance(execution, state.next, exitState(execution, state, inputOf(execution, state), at), at);
  }
  execution.transitions += 1;
  scheduleTask(execution, currentTask(execution), at);
}

function applyUnchecked(execution: Execution, entry: JournalEntry): void {
  const { phase } = execution;
  switch (entry.kind) {
    case 'started':
      execution.record('ExecutionStarted', entry.at, { input: entry.input });
      return advance(execution, execution.machine.startAt, entry.input, entry.at);
    case 'elapsed':
      return endDelay(execution, entry.at);
    case 'issued':
      return issueToken(execution, currentTask(execution), phase.kind === 'needsToken' ? phase.since : entry.at, entry);
    case 'returned':
      if (phase.kind === 'awaitingToken') phase.returned = true;
      return execution.record('TaskSubmitted', entry.at, { resource: currentTask(execution).functionArn });
    case 'succeeded':
      return completeTask(execution, currentTask(execution), entry);
    case 'failed':
    case 'timedOut':
      return failTask(execution, currentTask(execution), entry);
    case 'stopped': {
      const { kind: _kind, at, ...reason } = entry;
      return execution.close('ABORTED', at, reason);
    }
    case 'expired':
      return execution.close('TIMED_OUT', entry.at, { error: 'States.Timeout' });
  }
}

/**
 * Applies a journal entry to an execution. The result depends only on the two, so a replay restores the same execution.
 * Throws JournalMismatch when the entry is not valid in the current state and phase.
 */
export function applyEntry(execution: Execution, entry: JournalEntry): void {
  const { phase } = execution;
  const valid = VALID_PHASES[entry.kind]?.includes(phase.kind) ?? true;
  if (!valid || ('state' in entry && entry.state !== execution.stateName)) {
    const where = `"${execution.stateName}", ${phase.kind}`;
    throw new JournalMismatch(
      `"${entry.kind}" is not valid for ${execution.executionName} in ${where}: was the definition changed?`,
    );
  }
  try {
    applyUnchecked(execution, entry);
  } catch (fault) {
    if (!(fault instanceof StateFault)) throw fault;
    execution.close('FAILED', entry.at, { error: fault.error, cause: fault.message });
  }
}
