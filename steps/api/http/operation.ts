import type * as z from 'zod/mini';

export interface Operation {
  readonly summary: string;
  readonly body?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  /** The schema of the body by status; undefined for an empty body. */
  readonly responses: Readonly<Record<number, z.ZodMiniType | undefined>>;
  /** The type of the body of 200 as a file. With a schema, if `Accept` asks for it. */
  readonly file?: string;
  /** Statuses with a problem as their body. */
  readonly problems: readonly number[];
}

/** Problems of every route with a body. */
export const BODY = [413, 415, 422];
