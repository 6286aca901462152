import * as z from 'zod/mini';
import { derivedId } from '../domain/ids.ts';
import { BUILD_LIMIT } from '../domain/images.ts';
import { DAY, fromIso, type Millis } from '../domain/instants.ts';

/** A build starts this often, and ends at once while the image is young. A failed one is so repeated. */
export const BUILD_EVERY: Millis = DAY;

/** Inputs and results of the steps of a build. Unknown fields are allowed, as for the steps of a meeting. */
export const buildCall = z.object({
  /** `force`: also while the image of the deployment is young. */
  input: z.object({ force: z.optional(z.boolean()) }),
  /** ARN of the execution. */
  execution: z.string(),
  startedAt: z.string(),
});
export type BuildCall = z.infer<typeof buildCall>;

export const buildResult = z.discriminatedUnion('next', [
  z.object({ next: z.literal('WAIT'), waitSeconds: z.int().check(z.gte(1), z.lte(3_600)) }),
  z.object({ next: z.enum(['GO_ON', 'NOT_DUE']) }),
]);
export type BuildResult = z.infer<typeof buildResult>;

export const GO_ON: BuildResult = { next: 'GO_ON' };
export const wait = (waitSeconds: number): BuildResult => ({ next: 'WAIT', waitSeconds });

/** The id of a build follows from its execution. */
export const buildOf = ({ execution }: Pick<BuildCall, 'execution'>): string => derivedId(execution);

/** When every host of the build powers off. */
export const buildEnd = ({ startedAt }: Pick<BuildCall, 'startedAt'>): Millis => fromIso(startedAt) + BUILD_LIMIT;
