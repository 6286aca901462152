import * as z from 'zod/mini';
import { OUTCOMES } from '../domain/outcomes.ts';
import { SchemaMismatch } from '../domain/errors.ts';

/**
 * Inputs and results of the steps. The workflow can't catch the `States.Runtime` error that a missing field
 * causes, so every result is checked. Input schemas allow unknown fields: a running execution keeps the
 * definition of an older release.
 */
const wholeSeconds = z.int().check(z.gte(0), z.lte(365 * 86_400));

export const stepCall = z.object({
  input: z.object({
    meetingId: z.string(),
    revision: z.int(),
    error: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
  }),
  /** ARN of the execution. */
  execution: z.string(),
});
export type StepCall = z.infer<typeof stepCall>;

export const tokenCall = z.extend(stepCall, {
  task: z.object({ token: z.string(), state: z.string(), enteredAt: z.string(), retryCount: z.int() }),
});
export type TokenCall = z.infer<typeof tokenCall>;

export const launchHostResult = z.object({ waitSeconds: wholeSeconds });
export type LaunchHostResult = z.infer<typeof launchHostResult>;

export const checkHostResult = z.discriminatedUnion('next', [
  z.object({ next: z.literal('POLL'), waitSeconds: wholeSeconds }),
  z.object({ next: z.literal('OPEN'), timeoutSeconds: wholeSeconds.check(z.gte(2)) }),
  z.object({ next: z.enum(['LAUNCH', 'DECIDE', 'TEAR_DOWN']) }),
]);
export type CheckHostResult = z.infer<typeof checkHostResult>;

export const decideResult = z.discriminatedUnion('next', [
  z.object({
    next: z.literal('HOLD'),
    timeoutSeconds: wholeSeconds.check(z.gte(2)),
    heartbeatSeconds: wholeSeconds.check(z.gte(1)),
  }),
  z.object({ next: z.literal('TEAR_DOWN'), outcome: z.enum(OUTCOMES) }),
]);
export type DecideResult = z.infer<typeof decideResult>;

export const tearDownResult = z.discriminatedUnion('next', [
  z.object({ next: z.literal('WAIT'), waitSeconds: wholeSeconds.check(z.gte(1)) }),
  z.object({ next: z.literal('DONE'), result: z.object({ meetingId: z.string(), outcome: z.enum(OUTCOMES) }) }),
]);
export type TearDownResult = z.infer<typeof tearDownResult>;

/** @throws SchemaMismatch with the path and message of each problem */
export function parse<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SchemaMismatch(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/** Checks the input and the result of a step. */
export const withSchemas =
  <In, Out>(input: z.ZodMiniType<In>, output: z.ZodMiniType<Out>, step: (call: In) => Promise<Out>) =>
  async (call: In): Promise<Out> =>
    parse(output, await step(parse(input, call)));
