import { describe, expect, it } from '@jest/globals';
import {
  ExecutionAlreadyExists,
  type JournalEntry,
  JournalMismatch,
  TaskTimedOut,
} from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/virtual-timers.ts';
import { type Functions, hang, named, OPENING, Stage, task, tokenTask } from './stage.ts';

const over = { Type: 'Succeed' };

/** The process is killed, is down for some seconds, and a new one recovers "m-1" from the first's journal (cut after `kept` entries). */
async function reborn(
  states: Record<string, object>,
  before: Stage,
  downSeconds: number,
  {
    functions = {},
    kept = before.entries.length,
    machine = {},
  }: { functions?: Functions; kept?: number; machine?: object } = {},
): Promise<Stage> {
  const timers = new VirtualTimers(before.timers.now() + downSeconds * 1000);
  const stage = new Stage(states, functions, { timers, machine });
  // As a journal on disk would: through text.
  const entries: JournalEntry[] = JSON.parse(JSON.stringify(before.entries.slice(0, kept)));
  stage.entries.push(...entries);
  stage.engine.recover('m-1', entries);
  await timers.advanceBy(0);
  return stage;
}

describe('after a recovery', () => {
  it('a wait ends at its original instant', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, End: true } };
    const after = await reborn(states, await new Stage(states).start(), 60);
    await after.timers.runAll();
    expect(after.view).toMatchObject({ status: 'SUCCEEDED', startedAt: OPENING, stoppedAt: OPENING + 100_000 });
  });

  it('a wait that ended meanwhile ends at once', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, End: true } };
    const after = await reborn(states, await new Stage(states).start(), 500);
    expect(after.view).toMatchObject({ status: 'SUCCEEDED', stoppedAt: OPENING + 500_000 });
  });

  it('a function in flight is called again, as the same attempt', async () => {
    const Parameters = { 'retries.$': '$$.State.RetryCount', 'entered.$': '$$.State.EnteredTime' };
    const states = { A: task('f', { Parameters, Retry: [{ ErrorEquals: ['Boom'] }], End: true }) };
    const before = await new Stage(states, {
      f: (_payload, calls) => (calls === 1 ? Promise.reject(named('Boom')) : hang()),
    }).start();
    await before.timers.advanceBy(1000);
    const after = await reborn(states, before, 60, { functions: { f: () => 'done' } });
    const payload = { retries: 1, entered: new Date(OPENING).toISOString() };
    expect(before.calls.at(-1)?.payload).toEqual(payload);
    expect(after.calls.map((call) => call.payload)).toEqual([payload]);
    expect(after.view).toMatchObject({ output: 'done', transitions: 2 });
  });

  it('the delay of a retry ends at its original instant, and attempts are not forgotten', async () => {
    const states = {
      A: task('f', {
        Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 40, BackoffRate: 1, MaxAttempts: 1 }],
        End: true,
      }),
    };
    const functions = { f: () => Promise.reject(named('Boom')) };
    const after = await reborn(states, await new Stage(states, functions).start(), 10, { functions });
    expect(after.calls).toEqual([]);
    await after.timers.runAll();
    expect(after.calls.map(({ at }) => at)).toEqual([OPENING + 40_000]);
    expect(after.view).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  describe('a task with a token', () => {
    const fields = { TimeoutSeconds: 100, HeartbeatSeconds: 30, End: true };
    const states = { A: tokenTask('ask', fields) };

    it('is completed by its token; its function, which had returned, is not called again', async () => {
      const before = await new Stage(states).start();
      const after = await reborn(states, before, 60);
      expect(after.calls).toEqual([]);
      after.engine.sendTaskSuccess(before.token, 'yes');
      expect(after.view).toMatchObject({ output: 'yes', transitions: 1 });
    });

    it('calls its function again with the same token, if that had not returned', async () => {
      const before = await new Stage(states, { ask: hang }).start();
      const after = await reborn(states, before, 60);
      expect(after.calls.map(({ payload }) => payload)).toEqual([before.calls[0]?.payload]);
    });

    it('keeps its deadline, while its heartbeat begins anew', async () => {
      const before = await new Stage(states).start();
      await before.timers.advanceBy(20_000);
      const after = await reborn(states, before, 25);
      await after.timers.advanceTo(OPENING + 74_000);
      expect(after.view.status).toBe('RUNNING');
      after.engine.sendTaskHeartbeat(before.token);
      await after.timers.runAll();
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: OPENING + 100_000 });
    });

    it('times out at once when its deadline has passed', async () => {
      const after = await reborn(states, await new Stage(states).start(), 1000);
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: OPENING + 1_000_000 });
    });

    it('gets a token if it died before it had one', async () => {
      const before = await new Stage(states).start();
      const after = await reborn(states, before, 60, { kept: 1 });
      expect(before.entries.map(({ kind }) => kind)).toEqual(['started', 'issued', 'returned']);
      expect(after.token).not.toBe(before.token);
      await after.timers.advanceTo(OPENING + 89_000);
      after.engine.sendTaskHeartbeat(after.token);
      await after.timers.runAll();
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: OPENING + 100_000 });
    });

    it('still knows the tokens of earlier attempts', async () => {
      const retried = { A: tokenTask('ask', { ...fields, Retry: [{ ErrorEquals: ['States.Timeout'] }] }) };
      const before = await new Stage(retried).start();
      const { token } = before;
      await before.timers.advanceBy(32_000);
      const after = await reborn(retried, before, 1);
      expect(() => after.engine.sendTaskHeartbeat(token)).toThrow(TaskTimedOut);
    });
  });

  it('a machine’s time-out counts from the start', async () => {
    const states = { A: tokenTask('ask') };
    const machine = { TimeoutSeconds: 90 };
    const after = await reborn(states, await new Stage(states, {}, { machine }).start(), 30, { machine });
    await after.timers.runAll();
    expect(after.view).toMatchObject({ status: 'TIMED_OUT', stoppedAt: OPENING + 90_000 });
  });

  it('what was stopped stays stopped, and what was over stays over', async () => {
    const states = { A: tokenTask('ask') };
    const before = await new Stage(states).start();
    before.engine.stop('m-1', 'Cancelled');
    const after = await reborn(states, before, 60);
    expect(after.view).toEqual(before.view);
    expect(after.history).toEqual(before.history);
    expect(after.timers.pending).toBe(0);
  });

  it('the history goes on where it stood, and listeners hear only what is new', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, Next: 'B' }, B: over };
    const before = await new Stage(states).start();
    const heard: string[] = [];
    const timers = new VirtualTimers(OPENING + 50_000);
    const after = new Stage(states, {}, { timers, onChange: (_view, { type }) => heard.push(type) });
    after.engine.recover('m-1', before.entries);
    expect(after.history).toEqual(before.history);
    await timers.runAll();
    expect(heard).toEqual(['WaitStateExited', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded']);
  });
});

describe('a journal', () => {
  const states = { A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: task('f') };

  it.each<[string, JournalEntry[]]>([
    ['is empty', []],
    ['begins in the middle', [{ kind: 'elapsed', at: 1, state: 'A' }]],
    [
      'tells of a state that the definition has elsewhere',
      [
        { kind: 'started', at: 1, input: {} },
        { kind: 'elapsed', at: 1, state: 'B' },
      ],
    ],
    [
      'tells of a result while the execution waits',
      [
        { kind: 'started', at: 1, input: {} },
        { kind: 'succeeded', at: 1, state: 'A', output: 1 },
      ],
    ],
  ])('that %s is not believed', (_what, entries) => {
    const { engine } = new Stage(states);
    expect(() => engine.recover('m-1', entries)).toThrow(JournalMismatch);
    expect(engine.list()).toEqual([]);
  });

  it('that ends a wait of a function in flight is not believed', () => {
    const { engine } = new Stage({ A: task('f') });
    const entries: JournalEntry[] = [
      { kind: 'started', at: 1, input: {} },
      { kind: 'elapsed', at: 1, state: 'A' },
    ];
    expect(() => engine.recover('m-1', entries)).toThrow(JournalMismatch);
  });

  it('that cannot be written to leaves everything as it was', async () => {
    let full = false;
    const append = (): void => {
      if (full) throw new Error('disk full');
    };
    const stage = await new Stage({ A: tokenTask('ask') }, {}, { journal: { append } }).start();
    full = true;
    expect(() => stage.engine.sendTaskSuccess(stage.token, 'yes')).toThrow('disk full');
    expect(stage.view.status).toBe('RUNNING');
    full = false;
    stage.engine.sendTaskSuccess(stage.token, 'yes');
    expect(stage.view).toMatchObject({ status: 'SUCCEEDED', output: 'yes' });
  });

  it('is not replayed over an execution that lives', async () => {
    const { engine, entries } = await new Stage(states).start();
    expect(() => engine.recover('m-1', entries)).toThrow(ExecutionAlreadyExists);
  });

  it('hears of a token before the function that gets it is called', async () => {
    const order: string[] = [];
    const stage = new Stage(
      { A: tokenTask('ask') },
      { ask: () => order.push('called') },
      {
        journal: { append: (_name, { kind }) => order.push(kind) },
      },
    );
    await stage.start();
    expect(order).toEqual(['started', 'issued', 'called', 'returned']);
  });
});
