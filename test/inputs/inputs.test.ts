import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { STEPS } from '../../local/handlers.ts';
import { World } from '../../simulation/world/world.ts';
import { TASK_FUNCTIONS, type TaskFunction } from '../../statemachine/meeting.ts';
import { SchemaMismatch } from '../../steps/domain/errors.ts';
import type { Ports } from '../../steps/ports.ts';
import { Stage } from '../support/stage.ts';
import { t } from '../support/meeting.ts';

/** Inputs that the definition of one release sends to its steps; written by `scripts/record-inputs.ts`. */
interface Recorded {
  readonly version: string;
  readonly definition: Record<string, unknown>;
  readonly inputs: Readonly<Record<TaskFunction, readonly unknown[]>>;
}

const FOLDER = new URL('./', import.meta.url);
const releases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Recorded);

const steps = STEPS as unknown as Record<TaskFunction, (ports: Ports) => (call: unknown) => Promise<unknown>>;
const all = releases.flatMap(({ version, inputs }) =>
  TASK_FUNCTIONS.flatMap((name) => inputs[name].map((input) => ({ version, name, input, state: stateOf(input) }))),
);

/** The previous result or error, for the title. */
function stateOf(input: unknown): string {
  const { step, end, error } = (input as { input: Record<string, Record<string, string> | undefined> }).input;
  return [step?.['next'], end?.['next'], error?.['Error']].filter(Boolean).join(', ') || 'nothing';
}

it('inputs are recorded for every step', () => {
  expect(releases.length).toBeGreaterThan(0);
  for (const { inputs } of releases) for (const name of TASK_FUNCTIONS) expect(inputs[name]).not.toHaveLength(0);
});

describe('the current step', () => {
  it.each(all)('$name accepts the input of version $version after $state', async ({ name, input }) => {
    const { ports } = new World({ start: t(0) });
    // Some steps throw because the row does not exist. Only SchemaMismatch concerns the input.
    const thrown = await steps[name](ports)(input).catch((error: unknown) => error);
    expect(thrown).not.toBeInstanceOf(SchemaMismatch);
  });

  it.each(TASK_FUNCTIONS)('%s rejects an input without a required field', async (name) => {
    const { ports } = new World({ start: t(0) });
    const { input, ...rest } = releases[0]!.inputs[name][0] as { input: Record<string, unknown> };
    const { meetingId: _gone, ...without } = input;
    await expect(steps[name](ports)({ ...rest, input: without })).rejects.toBeInstanceOf(SchemaMismatch);
  });
});

const ENDINGS: readonly (readonly [string, string, (stage: Stage) => Promise<unknown>, boolean, object?])[] = [
  ['people join', 'COMPLETED', (stage) => stage.stay('teacher', 0, 20), true],
  ['nobody joins', 'NO_SHOW', (stage) => stage.at(1), true],
  [
    'one of two comes',
    'PARTIAL_NO_SHOW',
    (stage) => stage.stay('teacher', 0, 20),
    true,
    { attendance_rule: 'everyone' },
  ],
  ['it is cancelled', 'CANCELLED', async (stage) => [await stage.at(-5), await stage.cancel()], true],
  ['no host gets healthy', 'FAILED', (stage) => stage.at(1), false],
];

describe('a running execution with an older definition', () => {
  it.each(
    releases.flatMap(({ version, definition }) =>
      ENDINGS.map(([what, outcome, act, healthy, body = {}]) => {
        return [version, what, outcome, act, healthy, body, definition] as const;
      }),
    ),
  )('%s: %s', async (_version, _what, outcome, act, healthy, body, definition) => {
    const behaviourOf = () => (healthy ? {} : { healthyAfter: Number.POSITIVE_INFINITY });
    const stage = await new Stage({ definition, behaviourOf }).schedule({ ...body });
    await act(stage);
    await stage.at(200);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome });
    expect(stage.running).toBe(0);
    expect(stage.world.failedSweeps).toEqual([]);
    expect(stage.execution.status).toBe(healthy ? 'SUCCEEDED' : 'FAILED');
  });
});
