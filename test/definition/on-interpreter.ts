import { Engine } from '../../local/states-language/index.ts';
import { taskFunction } from '../../statemachine/definition.ts';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { type RunResult, type Scenario, Script } from './scenarios.ts';

const START = Date.UTC(2026, 11, 1, 15);
export const INPUT = { meetingId: 'm', revision: 1, launchAt: '2026-01-01T00:00:00Z' };

/** Runs a scenario on the interpreter of the local runtime, in virtual time. */
export async function onInterpreter(definition: unknown, scenario: Scenario): Promise<RunResult> {
  const timers = new VirtualTimers(START);
  const script = new Script(scenario.script);
  const engine = new Engine({
    definition,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:meeting',
    timers,
    invoke: (arn, payload) => {
      const reply = script.next(taskFunction(arn));
      if (reply === 'hang') return new Promise(() => undefined);
      if ('error' in reply) return Promise.reject(Object.assign(new Error('scripted'), { name: reply.error }));
      if ('result' in reply) return Promise.resolve(reply.result);
      signal(reply.signals, tokenIn(payload));
      return Promise.resolve(null);
    },
  });
  const signal = (signals: readonly (readonly [number, string])[], token: string): void => {
    let at = timers.now();
    for (const [after, kind] of signals) {
      at += after * 1000;
      timers.at(at, () => {
        if (engine.describe('m-1').status !== 'RUNNING') return;
        // A script may send signals after the task has ended.
        try {
          if (kind === 'success') engine.sendTaskSuccess(token, {});
          else engine.sendTaskHeartbeat(token);
        } catch (error) {
          if (!(error instanceof Error && error.name === 'TaskTimedOut')) throw error;
        }
      });
    }
  };
  engine.start('m-1', INPUT);
  await timers.runAll();
  const { status, output, error } = engine.describe('m-1');
  const [first, ...path] = engine
    .history('m-1')
    .filter(({ type }) => type.endsWith('StateEntered'))
    .map(({ state }) => state ?? '');
  if (first !== 'Wait until launch') throw new Error(`the first state is ${first}`);
  return { path, end: status === 'SUCCEEDED' ? { output } : { error: error ?? status }, calls: script.calls };
}

export function tokenIn(payload: unknown): string {
  const { task } = payload as { readonly task?: { readonly token?: unknown } };
  if (typeof task?.token !== 'string') throw new Error('no token in the payload');
  return task.token;
}
