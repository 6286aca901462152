import * as z from 'zod/mini';
import { ACTIONS, ACTOR_KINDS, PLAN_FIELDS } from '../../domain/actions.ts';
import { ROLES } from '../../domain/links.ts';
import { OUTCOMES } from '../../domain/outcomes.ts';
import { clock, instant } from './response-schemas.ts';

const action = z.object({
  /** 1, 2, ...: orders the actions of a meeting. */
  number: z.int(),
  at: instant,
  what: z.enum(ACTIONS),
  /** `id`: of an organiser, an administrator, a machine client or a series. */
  by: z.object({ kind: z.enum(ACTOR_KINDS), id: z.optional(z.string()) }),
  /** Of the meeting after the action. */
  revision: z.int(),
  plan: z.int(),
  /** Whose link was revoked. */
  role: z.optional(z.enum(ROLES)),
  /** Names of the fields that changed. */
  fields: z.optional(z.array(z.enum(PLAN_FIELDS))),
  minutes: z.optional(z.int()),
  outcome: z.optional(z.enum(OUTCOMES)),
  /** The organiser to whom it was handed over; absent for administrators. */
  to: z.optional(z.string()),
});

export type Action = z.output<typeof action>;

export const actionList = z.object({ actions: z.array(action), cursor: z.optional(z.string()), ...clock });
