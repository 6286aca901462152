import { describe, expect, it } from '@jest/globals';
import {
  ExecutionAlreadyExists,
  type JournalEntry,
  JournalMismatch,
  JournalUnavailable,
  TaskTimedOut,
} from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';
import { type Functions, hang, namedError, START, Harness, task, tokenOf, tokenTask } from './harness.ts';

const succeed = { Type: 'Succeed' };

/** A kill, some seconds of downtime, then a new engine that recovers "m-1" from the first `kept` entries of the journal. */
async function recoverAfter(
  states: Record<string, object>,
  before: Harness,
  downSeconds: number,
  {
    functions = {},
    kept = before.entries.length,
    machine = {},
  }: { functions?: Functions; kept?: number; machine?: object } = {},
): Promise<Harness> {
  const timers = new VirtualTimers(before.timers.now() + downSeconds * 1000);
  const harness = new Harness(states, functions, { timers, machine });
  // Through text, like a journal on disk.
  const entries: JournalEntry[] = JSON.parse(JSON.stringify(before.entries.slice(0, kept)));
  harness.entries.push(...entries);
  harness.engine.recover('m-1', entries);
  await timers.advanceBy(0);
  return harness;
}

describe('after a recovery', () => {
  it('a wait ends at its original instant', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, End: true } };
    const after = await recoverAfter(states, await new Harness(states).start(), 60);
    await after.timers.runAll();
    expect(after.view).toMatchObject({ status: 'SUCCEEDED', startedAt: START, stoppedAt: START + 100_000 });
  });

  it('a wait that ended during the downtime ends at once', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, End: true } };
    const after = await recoverAfter(states, await new Harness(states).start(), 500);
    expect(after.view).toMatchObject({ status: 'SUCCEEDED', stoppedAt: START + 500_000 });
  });

  it('a function in flight is called again, as the same attempt', async () => {
    const Parameters = { 'retries.$': '$$.State.RetryCount', 'entered.$': '$$.State.EnteredTime' };
    const states = { A: task('f', { Parameters, Retry: [{ ErrorEquals: ['Boom'] }], End: true }) };
    const before = await new Harness(states, {
      f: (_payload, calls) => (calls === 1 ? Promise.reject(namedError('Boom')) : hang()),
    }).start();
    await before.timers.advanceBy(1000);
    const after = await recoverAfter(states, before, 60, { functions: { f: () => 'done' } });
    const payload = { retries: 1, entered: new Date(START).toISOString() };
    expect(before.calls.at(-1)?.payload).toEqual(payload);
    expect(after.calls.map((call) => call.payload)).toEqual([payload]);
    expect(after.view).toMatchObject({ output: 'done', transitions: 2 });
  });

  it('the delay of a retry ends at its original instant, and earlier attempts count', async () => {
    const states = {
      A: task('f', {
        Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 40, BackoffRate: 1, MaxAttempts: 1 }],
        End: true,
      }),
    };
    const functions = { f: () => Promise.reject(namedError('Boom')) };
    const after = await recoverAfter(states, await new Harness(states, functions).start(), 10, { functions });
    expect(after.calls).toEqual([]);
    await after.timers.runAll();
    expect(after.calls.map(({ at }) => at)).toEqual([START + 40_000]);
    expect(after.view).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  describe('a task with a token', () => {
    const fields = { TimeoutSeconds: 100, HeartbeatSeconds: 30, End: true };
    const states = { A: tokenTask('ask', fields) };

    it('is completed by its token; its function is not called again after it has returned', async () => {
      const before = await new Harness(states).start();
      const after = await recoverAfter(states, before, 60);
      expect(after.calls).toEqual([]);
      after.engine.sendTaskSuccess(before.token, 'yes');
      expect(after.view).toMatchObject({ output: 'yes', transitions: 1 });
    });

    it('calls its function again with the same token if the function had not returned', async () => {
      const before = await new Harness(states, { ask: hang }).start();
      const after = await recoverAfter(states, before, 60);
      expect(after.calls.map(({ payload }) => payload)).toEqual([before.calls[0]?.payload]);
    });

    it('keeps its deadline and restarts its heartbeat timer', async () => {
      const before = await new Harness(states).start();
      await before.timers.advanceBy(20_000);
      const after = await recoverAfter(states, before, 25);
      await after.timers.advanceTo(START + 74_000);
      expect(after.view.status).toBe('RUNNING');
      after.engine.sendTaskHeartbeat(before.token);
      await after.timers.runAll();
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: START + 100_000 });
    });

    it('times out at once when its deadline has passed', async () => {
      const after = await recoverAfter(states, await new Harness(states).start(), 1000);
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: START + 1_000_000 });
    });

    it('gets a token if it had none before the kill', async () => {
      const before = await new Harness(states).start();
      const after = await recoverAfter(states, before, 60, { kept: 1 });
      expect(before.entries.map(({ kind }) => kind)).toEqual(['started', 'issued', 'returned']);
      expect(after.token).not.toBe(before.token);
      await after.timers.advanceTo(START + 89_000);
      after.engine.sendTaskHeartbeat(after.token);
      await after.timers.runAll();
      expect(after.view).toMatchObject({ error: 'States.Timeout', stoppedAt: START + 100_000 });
    });

    it('recognizes the tokens of earlier attempts', async () => {
      const retried = { A: tokenTask('ask', { ...fields, Retry: [{ ErrorEquals: ['States.Timeout'] }] }) };
      const before = await new Harness(retried).start();
      const { token } = before;
      await before.timers.advanceBy(32_000);
      const after = await recoverAfter(retried, before, 1);
      expect(() => after.engine.sendTaskHeartbeat(token)).toThrow(TaskTimedOut);
    });
  });

  it("the machine's time-out counts from the start", async () => {
    const states = { A: tokenTask('ask') };
    const machine = { TimeoutSeconds: 90 };
    const after = await recoverAfter(states, await new Harness(states, {}, { machine }).start(), 30, { machine });
    await after.timers.runAll();
    expect(after.view).toMatchObject({ status: 'TIMED_OUT', stoppedAt: START + 90_000 });
  });

  it('a stopped execution stays stopped', async () => {
    const states = { A: tokenTask('ask') };
    const before = await new Harness(states).start();
    before.engine.stop('m-1', 'Cancelled');
    const after = await recoverAfter(states, before, 60);
    expect(after.view).toEqual(before.view);
    expect(after.history).toEqual(before.history);
    expect(after.timers.pending).toBe(0);
  });

  it('the history continues, and the listener gets only new events', async () => {
    const states = { A: { Type: 'Wait', Seconds: 100, Next: 'B' }, B: succeed };
    const before = await new Harness(states).start();
    const received: string[] = [];
    const timers = new VirtualTimers(START + 50_000);
    const after = new Harness(states, {}, { timers, onChange: (_view, { type }) => received.push(type) });
    after.engine.recover('m-1', before.entries);
    expect(after.history).toEqual(before.history);
    await timers.runAll();
    expect(received).toEqual(['WaitStateExited', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded']);
  });
});

describe('a journal', () => {
  const states = { A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: task('f') };

  it.each<[string, JournalEntry[]]>([
    ['is empty', []],
    ['begins in the middle', [{ kind: 'elapsed', at: 1, state: 'A' }]],
    [
      'has an entry for another state',
      [
        { kind: 'started', at: 1, input: {} },
        { kind: 'elapsed', at: 1, state: 'B' },
      ],
    ],
    [
      'has a result during a wait',
      [
        { kind: 'started', at: 1, input: {} },
        { kind: 'succeeded', at: 1, state: 'A', output: 1 },
      ],
    ],
  ])('that %s is rejected', (_what, entries) => {
    const { engine } = new Harness(states);
    expect(() => engine.recover('m-1', entries)).toThrow(JournalMismatch);
    expect(engine.list()).toEqual([]);
  });

  it('that ends a wait while a function runs is rejected', () => {
    const { engine } = new Harness({ A: task('f') });
    const entries: JournalEntry[] = [
      { kind: 'started', at: 1, input: {} },
      { kind: 'elapsed', at: 1, state: 'A' },
    ];
    expect(() => engine.recover('m-1', entries)).toThrow(JournalMismatch);
  });

  it('that cannot be written leaves the execution unchanged', async () => {
    let full = false;
    const append = (): void => {
      if (full) throw new Error('disk full');
    };
    const harness = await new Harness({ A: tokenTask('ask') }, {}, { journal: { append } }).start();
    full = true;
    expect(() => harness.engine.sendTaskSuccess(harness.token, 'yes')).toThrow('disk full');
    expect(harness.view.status).toBe('RUNNING');
    full = false;
    harness.engine.sendTaskSuccess(harness.token, 'yes');
    expect(harness.view).toMatchObject({ status: 'SUCCEEDED', output: 'yes' });
  });

  it.each<[string, Record<string, object>, (harness: Harness) => void]>([
    ['the end of a wait', { A: { Type: 'Wait', Seconds: 60, End: true } }, () => undefined],
    ['the result of a function', { A: task('slow') }, () => undefined],
    ['a time-out', { A: tokenTask('hangs', { TimeoutSeconds: 60, End: true }) }, () => undefined],
    ['a token', { W: { Type: 'Wait', Seconds: 60, Next: 'A' }, A: tokenTask('answers') }, () => undefined],
  ])('that is unavailable delays %s and nothing else', async (_what, states) => {
    let available = true;
    const entries: JournalEntry[] = [];
    const append = (_name: string, entry: JournalEntry): void => {
      if (!available) throw new JournalUnavailable('disk full');
      entries.push(entry);
    };
    const timers = new VirtualTimers(START);
    const functions = {
      slow: () => new Promise((resolve) => timers.at(START + 60_000, () => resolve('done'))),
      hangs: hang,
      answers: (payload: unknown) => timers.at(timers.now(), () => harness.engine.sendTaskSuccess(tokenOf(payload), 1)),
    };
    const harness = new Harness(states, functions, { journal: { append }, timers });
    await harness.start();
    available = false;
    await timers.advanceBy(90_000);
    expect(harness.view.status).toBe('RUNNING');
    available = true;
    await timers.advanceBy(2_000);
    expect(harness.view.status).not.toBe('RUNNING');
    // The journal has each entry once, and restores the same execution.
    const recovered = new Harness(states, functions, { timers });
    expect(recovered.engine.recover('m-1', entries)).toEqual(harness.view);
  });

  it('is not replayed over an execution in memory', async () => {
    const { engine, entries } = await new Harness(states).start();
    expect(() => engine.recover('m-1', entries)).toThrow(ExecutionAlreadyExists);
  });

  it('contains a token before its function is called', async () => {
    const order: string[] = [];
    const harness = new Harness(
      { A: tokenTask('ask') },
      { ask: () => order.push('called') },
      {
        journal: { append: (_name, { kind }) => order.push(kind) },
      },
    );
    await harness.start();
    expect(order).toEqual(['started', 'issued', 'called', 'returned']);
  });
});
