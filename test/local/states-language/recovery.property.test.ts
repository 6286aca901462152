import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  Engine,
  type ExecutionView,
  type HistoryEvent,
  type JournalEntry,
} from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';
import { fieldsOf, functionArn, hang, MACHINE_ARN, namedError, START, tokenTask } from './harness.ts';

// Random machines without loops, so that every run ends. The results of a state depend only on its retry count, as with
// idempotent steps.

type Result = 'ok' | 'Boom' | 'Bang' | 'silence';

interface Plan {
  type: 'task' | 'token' | 'wait' | 'pass' | 'choice';
  /** By retry count; the last one repeats. */
  results: Result[];
  retry: { on: string; attempts: number; jitter: string }[];
  catchAll: boolean;
  /** How many states a choice or a catch jumps ahead. */
  jump: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  type: fc.constantFrom('task', 'task', 'token', 'token', 'wait', 'pass', 'choice'),
  results: fc.array(fc.constantFrom<Result>('ok', 'Boom', 'Bang', 'silence'), { minLength: 1, maxLength: 4 }),
  retry: fc.uniqueArray(
    fc.record({
      on: fc.constantFrom('Boom', 'Bang', 'States.Timeout', 'States.HeartbeatTimeout'),
      attempts: fc.integer({ min: 0, max: 2 }),
      jitter: fc.constantFrom('FULL', 'NONE'),
    }),
    { maxLength: 3, selector: ({ on }) => on },
  ),
  catchAll: fc.boolean(),
  jump: fc.integer({ min: 1, max: 3 }),
});

function stateOf({ type, retry, catchAll, jump }: Plan, index: number, count: number): object {
  const name = (to: number): string => (to < count ? `S${to}` : 'End');
  const Next = name(index + 1);
  const ahead = name(index + jump);
  const errorFields = {
    Retry: retry.map(({ on, attempts, jitter }) => ({
      ErrorEquals: [on],
      MaxAttempts: attempts,
      IntervalSeconds: 3,
      JitterStrategy: jitter,
    })),
    Catch: catchAll ? [{ ErrorEquals: ['States.ALL'], ResultPath: `$.caught${index}`, Next: ahead }] : [],
  };
  switch (type) {
    case 'task': {
      const Parameters = { 'retries.$': '$$.State.RetryCount' };
      return {
        Type: 'Task',
        Resource: functionArn(`S${index}`),
        Parameters,
        TimeoutSeconds: 20,
        ResultPath: `$.s${index}`,
        ...errorFields,
        Next,
      };
    }
    case 'token':
      return tokenTask(`S${index}`, {
        TimeoutSeconds: 30,
        HeartbeatSeconds: 10,
        ResultPath: `$.s${index}`,
        ...errorFields,
        Next,
      });
    case 'wait':
      return { Type: 'Wait', Seconds: jump, Next };
    case 'pass':
      return { Type: 'Pass', Result: jump, ResultPath: '$.passed', Next };
    default:
      return { Type: 'Choice', Choices: [{ Variable: '$.passed', IsPresent: true, Next: ahead }], Default: Next };
  }
}

interface RunRecord {
  view: ExecutionView;
  history: HistoryEvent[];
  journal: JournalEntry[];
}

/**
 * Runs a machine to its end. With `killAt`, the process is killed while it writes that journal entry: after the entry is
 * on disk, or with `torn` before. A new engine recovers at once.
 */
async function runMachine(plans: Plan[], killAt = Infinity, torn = false): Promise<RunRecord> {
  const timers = new VirtualTimers(START);
  const journal: JournalEntry[] = [];
  const states = Object.fromEntries(plans.map((each, index) => [`S${index}`, stateOf(each, index, plans.length)]));
  const definition = { StartAt: 'S0', States: { ...states, End: { Type: 'Succeed' } } };
  let written = 0;
  let tokens = 0;
  let current: Engine;

  // The sender of a token runs in another process. It retries when this process was killed during the call.
  const complete = (token: string, result: Result): void => {
    const process = current;
    try {
      if (result === 'ok') process.sendTaskSuccess(token, 'yes');
      else process.sendTaskFailure(token, result, '');
    } catch {
      return; // already completed, after an earlier call of the function
    }
    if (written === killAt && torn) queueMicrotask(() => current !== process && complete(token, result));
  };

  const boot = (): Engine => {
    let killed = false;
    const append = (_name: string, entry: JournalEntry): void => {
      if (killed) return;
      written += 1;
      killed = written === killAt;
      if (!killed || !torn) journal.push(entry);
      if (!killed) return;
      queueMicrotask(() => {
        current = boot();
        current.recover('x', JSON.parse(JSON.stringify(journal)));
      });
    };
    const invoke = async (arn: string, payload: unknown): Promise<unknown> => {
      if (killed) return hang();
      const { retries, token } = fieldsOf(payload);
      const results = plans[Number(arn.split(':S')[1])]?.results ?? [];
      const result = results[Math.min(Number(retries), results.length - 1)] ?? 'ok';
      if (typeof token !== 'string') {
        if (result === 'silence') return hang();
        if (result === 'ok') return 'fine';
        throw namedError(result);
      }
      if (result === 'Bang') throw namedError('Bang');
      if (result !== 'silence') timers.at(timers.now() + 4000, () => complete(token, result));
      return undefined;
    };
    const idle = { cancel: (): void => undefined };
    return new Engine({
      definition,
      stateMachineArn: MACHINE_ARN,
      timers: { now: () => timers.now(), at: (at, run) => (killed ? idle : timers.at(at, () => killed || run())) },
      invoke,
      random: () => 0.5,
      newToken: () => `<token ${(tokens += 1)}>`,
      journal: { append },
    });
  };

  current = boot();
  current.start('x', {});
  await timers.runAll();
  return { view: current.describe('x'), history: current.history('x'), journal };
}

/** The parts that are the same with and without a kill. */
function comparable({ view, history }: RunRecord): unknown {
  return { view, history };
}

/** The same without instants and inputs, which contain instants: a repeated call can take its whole time-out again. */
function withoutInstants(run: RunRecord): unknown {
  const { stoppedAt: _stoppedAt, ...view } = run.view;
  return { view, history: run.history.map(({ at: _at, input: _input, ...event }) => event) };
}

describe('a process killed at any entry of the journal', () => {
  it('leads to the same history as without a kill', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 5 }), async (plans) => {
        const whole = await runMachine(plans);
        expect(whole.view.status).not.toBe('RUNNING');
        for (const { kind } of whole.journal) seen.add(kind);
        for (let entry = 1; entry <= whole.journal.length; entry += 1) {
          expect(comparable(await runMachine(plans, entry))).toEqual(comparable(whole));
          if (entry > 1) expect(withoutInstants(await runMachine(plans, entry, true))).toEqual(withoutInstants(whole));
        }
      }),
      { numRuns: 60 },
    );
    // The machines covered all kinds of entries.
    expect([...seen].toSorted()).toEqual([
      'elapsed',
      'failed',
      'issued',
      'returned',
      'started',
      'succeeded',
      'timedOut',
    ]);
  });
});
