import { LISTED } from '../domain/listed-meeting.ts';
import type { OpenOrEnded } from '../ports.ts';
import type { Status } from '../domain/status.ts';

/** The layout of the table, for the CDK and the local runtime. Does not import the SDK, so that infra can import it. */
export const MEETINGS_TABLE = {
  partitionKey: 'id',
  /**
   * Lists open or ended meetings by meeting time. `shelf` is `open` or `ended`; the other items have none, so they
   * are not in the index.
   */
  index: {
    name: 'listed-by-meet-time',
    partitionKey: 'shelf',
    sortKey: 'meet_time',
    /** DynamoDB allows 20. */
    others: LISTED.filter((field) => field !== 'id' && field !== 'meet_time'),
  },
  /**
   * Lists the meetings of one organiser like the other index. `owner_shelf` is the shelf and the organiser. Meetings of
   * administrators have none.
   */
  owned: { name: 'owned-by-meet-time', partitionKey: 'owner_shelf', sortKey: 'meet_time' },
  /** Rows with something to tell, by id, so that no partition gets many writes. Keys only. */
  untold: { name: 'untold', partitionKey: 'id', sortKey: 'untold_since' },
  /** Epoch seconds; only idempotency records and ended leftovers have it. */
  timeToLive: 'expires_at',
} as const;

/** Id of the item that holds the slots in use. */
export const SLOTS_ID = 'slots';

/** Id of the item with the ended meetings of a day, such as `2026-12-01`. */
export const dayId = (day: string): string => `day#${day}`;

/** Id of the item of a mark. */
export const markId = (name: string): string => `mark#${name}`;

/** The shelf of one organiser. */
export const ownerShelf = (openOrEnded: OpenOrEnded, organiser: string): string => `${openOrEnded}#${organiser}`;

/** A row that is not accepted is open too, so that the sweep finds it. */
export const openOrEndedOf = (status: Status): OpenOrEnded => (status === 'ENDED' ? 'ended' : 'open');
