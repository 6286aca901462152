import type { OpenOrEnded } from '../ports.ts';
import type { Status } from '../domain/status.ts';

/** The layout of the table, for the CDK and the local runtime. Does not import the SDK, so that infra can import it. */
export const MEETINGS_TABLE = {
  partitionKey: 'id',
  /** Lists meetings of a shelf by meeting time. Idempotency keys have no shelf, so they are not in it. Projects all attributes. */
  index: { name: 'by-meet-time', partitionKey: 'shelf', sortKey: 'meet_time' },
  /** Epoch seconds; only idempotency keys have it. */
  timeToLive: 'expires_at',
} as const;

/** Leftovers are on the open shelf too, so that the sweep finds them. */
export const openOrEndedOf = (status: Status): OpenOrEnded => (status === 'ENDED' ? 'ended' : 'open');
