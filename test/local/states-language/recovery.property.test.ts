import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  Engine,
  type ExecutionView,
  type HistoryEvent,
  type JournalEntry,
} from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/virtual-timers.ts';
import { fieldsOf, functionArn, hang, MACHINE_ARN, named, OPENING, tokenTask } from './stage.ts';

// Random machines that only go forward, so that every run ends; each state's answers depend on its retry count alone, as idempotent steps' do.

type Answer = 'ok' | 'Boom' | 'Bang' | 'silence';

interface Plan {
  type: 'task' | 'token' | 'wait' | 'pass' | 'choice';
  /** By retry count; the last one goes on for ever. */
  answers: Answer[];
  retry: { on: string; attempts: number; jitter: string }[];
  catchAll: boolean;
  /** How far a choice or a catch jumps. */
  jump: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  type: fc.constantFrom('task', 'task', 'token', 'token', 'wait', 'pass', 'choice'),
  answers: fc.array(fc.constantFrom<Answer>('ok', 'Boom', 'Bang', 'silence'), { minLength: 1, maxLength: 4 }),
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
  const far = name(index + jump);
  const nets = {
    Retry: retry.map(({ on, attempts, jitter }) => ({
      ErrorEquals: [on],
      MaxAttempts: attempts,
      IntervalSeconds: 3,
      JitterStrategy: jitter,
    })),
    Catch: catchAll ? [{ ErrorEquals: ['States.ALL'], ResultPath: `$.caught${index}`, Next: far }] : [],
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
        ...nets,
        Next,
      };
    }
    case 'token':
      return tokenTask(`S${index}`, {
        TimeoutSeconds: 30,
        HeartbeatSeconds: 10,
        ResultPath: `$.s${index}`,
        ...nets,
        Next,
      });
    case 'wait':
      return { Type: 'Wait', Seconds: jump, Next };
    case 'pass':
      return { Type: 'Pass', Result: jump, ResultPath: '$.passed', Next };
    default:
      return { Type: 'Choice', Choices: [{ Variable: '$.passed', IsPresent: true, Next: far }], Default: Next };
  }
}

interface Life {
  view: ExecutionView;
  history: HistoryEvent[];
  journal: JournalEntry[];
}

/**
 * Runs a machine to its end. With `killAt`, the process dies as that entry of the journal is written: just after it is on disk, or, `torn`,
 * just before; a new engine recovers at once.
 */
async function live(plans: Plan[], killAt = Infinity, torn = false): Promise<Life> {
  const timers = new VirtualTimers(OPENING);
  const journal: JournalEntry[] = [];
  const states = Object.fromEntries(plans.map((each, index) => [`S${index}`, stateOf(each, index, plans.length)]));
  const definition = { StartAt: 'S0', States: { ...states, End: { Type: 'Succeed' } } };
  let written = 0;
  let tokens = 0;
  let current: Engine;

  // Whoever completes a token outlives the process, and tries again when the process died under the call.
  const complete = (token: string, answer: Answer): void => {
    const process = current;
    try {
      if (answer === 'ok') process.sendTaskSuccess(token, 'yes');
      else process.sendTaskFailure(token, answer, '');
    } catch {
      return; // completed already, by the function's earlier call
    }
    if (written === killAt && torn) queueMicrotask(() => current !== process && complete(token, answer));
  };

  const boot = (): Engine => {
    let dead = false;
    const append = (_name: string, entry: JournalEntry): void => {
      if (dead) return;
      written += 1;
      dead = written === killAt;
      if (!dead || !torn) journal.push(entry);
      if (!dead) return;
      queueMicrotask(() => {
        current = boot();
        current.recover('x', JSON.parse(JSON.stringify(journal)));
      });
    };
    const invoke = async (arn: string, payload: unknown): Promise<unknown> => {
      if (dead) return hang();
      const { retries, token } = fieldsOf(payload);
      const answers = plans[Number(arn.split(':S')[1])]?.answers ?? [];
      const answer = answers[Math.min(Number(retries), answers.length - 1)] ?? 'ok';
      if (typeof token !== 'string') {
        if (answer === 'silence') return hang();
        if (answer === 'ok') return 'fine';
        throw named(answer);
      }
      if (answer === 'Bang') throw named('Bang');
      if (answer !== 'silence') timers.at(timers.now() + 4000, () => complete(token, answer));
      return undefined;
    };
    const idle = { cancel: (): void => undefined };
    return new Engine({
      definition,
      stateMachineArn: MACHINE_ARN,
      timers: { now: () => timers.now(), at: (at, run) => (dead ? idle : timers.at(at, () => dead || run())) },
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

/** What must be the same whether or not the process died. */
function essence({ view, history }: Life): unknown {
  return { view, history };
}

/** The same without instants, of which inputs tell too: a call that has to be made again may take its whole time-out again. */
function timeless(life: Life): unknown {
  const { stoppedAt: _stoppedAt, ...view } = life.view;
  return { view, history: life.history.map(({ at: _at, input: _input, ...event }) => event) };
}

describe('a process killed at any entry of the journal', () => {
  it('leaves the same life behind as one that was never killed', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 5 }), async (plans) => {
        const whole = await live(plans);
        expect(whole.view.status).not.toBe('RUNNING');
        for (const { kind } of whole.journal) seen.add(kind);
        for (let entry = 1; entry <= whole.journal.length; entry += 1) {
          expect(essence(await live(plans, entry))).toEqual(essence(whole));
          if (entry > 1) expect(timeless(await live(plans, entry, true))).toEqual(timeless(whole));
        }
      }),
      { numRuns: 60 },
    );
    // The machines were not all trivial.
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
