import type { OpenOrEnded } from '../ports.ts';
import type { Status } from '../domain/status.ts';

/** The table's layout, for whoever creates it: CDK and the local runtime. Without the SDK, so that infra can import it. */
export const MEETINGS_TABLE = {
  partitionKey: 'id',
  /** Lists a shelf by meeting time; keys (which have no shelf) are not in it. All attributes are projected. */
  index: { name: 'by-meet-time', partitionKey: 'shelf', sortKey: 'meet_time' },
  /** Epoch seconds; only keys have it. */
  timeToLive: 'expires_at',
} as const;

/** Leftovers that were never accepted stand on the open shelf, too: the sweep has to see them. */
export const openOrEndedOf = (status: Status): OpenOrEnded => (status === 'ENDED' ? 'ended' : 'open');
