import type { Action } from '../domain/actions.ts';
import { type Owned, ORGANISER } from '../domain/organisers.ts';
import { DAY, fromIso, SECOND } from '../domain/instants.ts';

/** An action in the record. It is written once and never changed. */
export interface ActionRecord {
  readonly meeting_id: string;
  readonly organiser: string;
  readonly action: Action;
  /** Epoch seconds. DynamoDB deletes it later. */
  readonly expires_at: number;
}

/** The record of actions, in the table of everything that is not a meeting. */
export interface ActionStore {
  /** Does nothing when the action with this number is recorded. */
  save(record: ActionRecord): Promise<void>;
  /** The actions of a meeting with higher numbers than `after`, in order. Strongly consistent. */
  list(
    meetingId: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly actions: readonly Action[]; readonly more: boolean }>;
}

const KEPT_FOR = 365 * DAY;

export const recordOf = (
  { id, organiser = ORGANISER }: Owned & { readonly id: string },
  action: Action,
): ActionRecord => ({
  meeting_id: id,
  organiser,
  action,
  expires_at: Math.ceil((fromIso(action.at) + KEPT_FOR) / SECOND),
});
