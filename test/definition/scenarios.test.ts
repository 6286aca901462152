import { describe, expect, it } from '@jest/globals';
import { meetingDefinition } from '../../statemachine/definition.ts';
import { onInterpreter } from './on-interpreter.ts';
import { quickly } from './quickly.ts';
import { SCENARIOS } from './scenarios.ts';

const definition = quickly(meetingDefinition());

// The same scenarios are played on an engine that nobody here wrote: test/definition/compare-engines.ts.
describe('the workflow, with steps from a script', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
    const { path, end } = await onInterpreter(definition, scenario);
    expect({ path, end }).toEqual({ path: scenario.path, end: scenario.end });
  });

  it('meets every state and every end in them', () => {
    const states = Object.keys(definition['States'] as object).filter((name) => name !== 'Wait until launch');
    const met = new Set(SCENARIOS.flatMap(({ path }) => path));
    expect(states.filter((name) => !met.has(name))).toEqual([]);
  });
});
