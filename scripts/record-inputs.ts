/**
 * Records the inputs that the current workflow sends to its steps. Run once before a release of the definition:
 * `npx tsx scripts/record-inputs.ts 0.1.0`. A running execution keeps its definition for up to a year, so later steps
 * must accept all recorded inputs, and their results must lead an old definition to its end (test/inputs).
 */
import { writeFileSync } from 'node:fs';
import { STEPS } from '../local/handlers.ts';
import { meetingDefinition } from '../statemachine/definition.ts';
import { TASK_FUNCTIONS, type TaskFunction } from '../statemachine/meeting.ts';
import type { Ports } from '../steps/ports.ts';
import { STORIES } from '../test/privilege/stories.ts';

const [release] = process.argv.slice(2);
if (release === undefined || !/^\d+\.\d+\.\d+$/.test(release)) throw new Error('specify a release such as 0.1.0');

const inputs = Object.fromEntries(TASK_FUNCTIONS.map((name): [string, unknown[]] => [name, []])) as Record<
  TaskFunction,
  unknown[]
>;
const seen = new Set<string>();

/** Returns the field names and types of an input, with the values that select a path. Each kind is recorded once. */
function kindOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, key === 'next' || key === 'Error' ? inner : kindOf(inner)]);
}

type Step = (ports: Ports) => (call: unknown) => Promise<unknown>;
const steps = STEPS as unknown as Record<TaskFunction, Step>;
for (const name of TASK_FUNCTIONS) {
  const step = steps[name];
  steps[name] = (ports) => async (payload) => {
    const kind = `${name} ${JSON.stringify(kindOf(payload))}`;
    if (!seen.has(kind)) inputs[name].push(payload);
    seen.add(kind);
    return step(ports)(payload);
  };
}
for (const runStory of Object.values(STORIES)) await runStory((ports) => ports);

const file = new URL(`../test/inputs/${release}.json`, import.meta.url);
writeFileSync(file, `${JSON.stringify({ version: release, definition: meetingDefinition(), inputs }, null, 2)}\n`);
console.log(
  Object.entries(inputs)
    .map(([name, all]) => `${name}: ${all.length}`)
    .join(', '),
);
