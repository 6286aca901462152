import { describe, expect, it } from '@jest/globals';
import { meetingDefinition } from '../../statemachine/definition.ts';
import { onInterpreter } from './on-interpreter.ts';
import { withShortWaits } from './short-waits.ts';
import { SCENARIOS } from './scenarios.ts';

const definition = withShortWaits(meetingDefinition());

// compare-engines.ts runs the same scenarios on moto's engine, for an independent check.
describe('the workflow with scripted steps', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
    const { path, end } = await onInterpreter(definition, scenario);
    expect({ path, end }).toEqual({ path: scenario.path, end: scenario.end });
  });

  it('enters every state in at least one scenario', () => {
    const states = Object.keys(definition['States'] as object).filter((name) => name !== 'Wait until launch');
    const met = new Set(SCENARIOS.flatMap(({ path }) => path));
    expect(states.filter((name) => !met.has(name))).toEqual([]);
  });
});
