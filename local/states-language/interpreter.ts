import { JournalMismatch, StateFault } from './errors.ts';
import type { Execution, Phase } from './execution.ts';
import type { JournalEntry } from './journal.ts';
import type { ChoiceState, FailState, PassState, State, SucceedState, TaskState } from './model.ts';
import { valueAt } from './paths.ts';
import { covers, type TaskError } from './retry.ts';

type EntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;

/** What an execution must be waiting for when an entry comes. */
const EXPECTED: Readonly<Partial<Record<JournalEntry['kind'], readonly Phase['kind'][]>>> = {
  elapsed: ['waiting', 'delayed'],
  issued: ['unissued'],
  returned: ['awaiting'],
  succeeded: ['calling', 'awaiting'],
  failed: ['calling', 'awaiting'],
  timedOut: ['calling', 'awaiting'],
};

function inputOf(execution: Execution, state: State): unknown {
  return valueAt(state.input, 'InputPath', execution.data, execution);
}

/** Leaves a state with its result placed; answers its output. */
function leave(execution: Execution, state: Exclude<State, FailState>, data: unknown, at: number): unknown {
  const output = valueAt(state.output, 'OutputPath', data, execution);
  execution.record(`${state.type}StateExited`, at, { output });
  return output;
}

function choose(execution: Execution, state: ChoiceState, input: unknown): string {
  const next = state.rules.find((rule) => rule.matches(input, execution))?.next ?? state.otherwise;
  if (next !== undefined) return next;
  throw new StateFault(
    'States.NoChoiceMatched',
    `No rule of the Choice '${state.name}' matches, and it has no Default.`,
  );
}

function fail(execution: Execution, state: FailState, at: number): void {
  const error = state.error(execution.data, execution);
  const cause = state.cause(execution.data, execution);
  execution.close('FAILED', at, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
}

/** A plain function is called at once; a token task asks for its token first, since that cannot be computed again. */
function schedule(execution: Execution, task: TaskState, at: number): void {
  if (task.waitsForToken) {
    execution.phase = { kind: 'unissued', since: at };
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

/** What a state that waits for nothing makes of its input, and where it leads; undefined: to the end. */
function evaluate(execution: Execution, state: ChoiceState | PassState | SucceedState): [unknown, string | undefined] {
  const input = inputOf(execution, state);
  if (state.type === 'Choice') return [input, choose(execution, state, input)];
  if (state.type === 'Pass') return [state.place(execution.data, state.result(input, execution)), state.next];
  return [input, undefined];
}

/** Goes from state to state until one has to wait for something, or the execution closes. */
function advance(execution: Execution, first: string | undefined, given: unknown, at: number): void {
  let [name, data] = [first, given];
  while (name !== undefined) {
    const state = execution.machine.states.get(name);
    if (state === undefined) throw new JournalMismatch(`There is no state "${name}".`);
    execution.enter(state, data, at);
    if (state.type === 'Task') return schedule(execution, state, at);
    if (state.type === 'Fail') return fail(execution, state, at);
    if (state.type === 'Wait') {
      execution.phase = { kind: 'waiting', until: state.until(inputOf(execution, state), execution) };
      return;
    }
    const [result, next] = evaluate(execution, state);
    data = leave(execution, state, result, at);
    name = next;
  }
  execution.close('SUCCEEDED', at, { output: data });
}

function issue(execution: Execution, task: TaskState, since: number, { at, token }: EntryOf<'issued'>): void {
  execution.token = token;
  execution.tokens.add(token);
  const input = inputOf(execution, task);
  const payload = task.payload?.render(input, execution);
  const timeout = task.timeout?.(input, execution);
  const heartbeat = task.heartbeat?.(input, execution);
  // "HeartbeatSeconds ... MUST be smaller than TimeoutSeconds" (States Language, "Timeouts"): here for values from paths.
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
    kind: 'awaiting',
    token,
    functionArn,
    payload,
    timeoutAt: timeout && since + timeout * 1000,
    heartbeatMs: heartbeat && heartbeat * 1000,
    returned: false,
  };
}

function complete(execution: Execution, task: TaskState, { at, output }: EntryOf<'succeeded'>): void {
  execution.record(task.waitsForToken ? 'TaskSucceeded' : 'LambdaFunctionSucceeded', at, {
    output,
    resource: task.functionArn,
  });
  const result = task.selector ? task.selector.render(output, execution) : output;
  advance(execution, task.next, leave(execution, task, task.place(execution.data, result), at), at);
}

/** The first retrier that covers the error decides, also by having no attempts left; then the first such catcher. */
function recoverFrom(execution: Execution, task: TaskState, failure: TaskError, at: number, draw: number): void {
  const index = task.retriers.findIndex(({ errors }) => covers(errors, failure.error));
  const attempt = (execution.attempts[index] ?? 0) + 1;
  const retrier = task.retriers[index];
  if (retrier !== undefined && attempt <= retrier.maxAttempts) {
    execution.attempts = task.retriers.map((_, other) =>
      other === index ? attempt : (execution.attempts[other] ?? 0),
    );
    execution.phase = { kind: 'delayed', until: at + retrier.delayMs(attempt, draw) };
    return;
  }
  const catcher = task.catchers.find(({ errors }) => covers(errors, failure.error));
  if (catcher === undefined) return execution.close('FAILED', at, failure);
  // Error Output replaces the result; OutputPath does not apply (States Language, "Fallback states").
  const output = catcher.place(execution.data, { Error: failure.error, Cause: failure.cause });
  execution.record('TaskStateExited', at, { output });
  advance(execution, catcher.next, output, at);
}

function failTask(execution: Execution, task: TaskState, entry: EntryOf<'failed' | 'timedOut'>): void {
  const { at, error, draw } = entry;
  // A time-out has no cause; the Error Output has the field all the same, empty.
  const failure: TaskError = { error, cause: entry.kind === 'failed' ? entry.cause : '' };
  const ending = entry.kind === 'failed' ? 'Failed' : 'TimedOut';
  const type = task.waitsForToken ? (`Task${ending}` as const) : (`LambdaFunction${ending}` as const);
  execution.record(type, at, { ...failure, resource: task.functionArn });
  recoverFrom(execution, task, failure, at, draw);
}

function taskOf({ state }: Execution): TaskState {
  if (state?.type === 'Task') return state;
  throw new JournalMismatch(`"${state?.name}" is not a Task.`);
}

function elapse(execution: Execution, at: number): void {
  const { state } = execution;
  if (state?.type === 'Wait') {
    return advance(execution, state.next, leave(execution, state, inputOf(execution, state), at), at);
  }
  execution.transitions += 1;
  schedule(execution, taskOf(execution), at);
}

function react(execution: Execution, entry: JournalEntry): void {
  const { phase } = execution;
  switch (entry.kind) {
    case 'started':
      execution.record('ExecutionStarted', entry.at, { input: entry.input });
      return advance(execution, execution.machine.startAt, entry.input, entry.at);
    case 'elapsed':
      return elapse(execution, entry.at);
    case 'issued':
      return issue(execution, taskOf(execution), phase.kind === 'unissued' ? phase.since : entry.at, entry);
    case 'returned':
      if (phase.kind === 'awaiting') phase.returned = true;
      return execution.record('TaskSubmitted', entry.at, { resource: taskOf(execution).functionArn });
    case 'succeeded':
      return complete(execution, taskOf(execution), entry);
    case 'failed':
    case 'timedOut':
      return failTask(execution, taskOf(execution), entry);
    case 'stopped': {
      const { error, cause } = entry;
      return execution.close('ABORTED', entry.at, {
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
    }
    case 'expired':
      return execution.close('TIMED_OUT', entry.at, { error: 'States.Timeout' });
  }
}

/**
 * Moves an execution on by one entry: a function of both alone, so that replaying a journal ends where the first run did.
 * JournalMismatch when the entry does not fit where the execution stands.
 */
export function apply(execution: Execution, entry: JournalEntry): void {
  const { phase } = execution;
  const fits = EXPECTED[entry.kind]?.includes(phase.kind) ?? true;
  if (!fits || ('state' in entry && entry.state !== execution.stateName)) {
    const where = `"${execution.stateName}", ${phase.kind}`;
    throw new JournalMismatch(
      `"${entry.kind}" does not fit ${execution.executionName} in ${where}: was the definition changed?`,
    );
  }
  try {
    react(execution, entry);
  } catch (fault) {
    if (!(fault instanceof StateFault)) throw fault;
    execution.close('FAILED', entry.at, { error: fault.error, cause: fault.message });
  }
}
