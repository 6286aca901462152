import type { EventType } from '../steps/domain/event-types.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';
import type { MeetingEvent } from '../steps/api/http/webhook-schemas.ts';

/** What a meeting had to tell, and what its receivers did with it. Known when all deliveries are over. */
export interface ToldTrace {
  /** Every event that was written to the row. */
  readonly events: readonly EventTrace[];
  readonly receivers: readonly ReceiverTrace[];
}

export interface EventTrace {
  readonly type: EventType;
  readonly role?: Role;
  readonly at: Millis;
  readonly sequence: number;
  /** A later event of the same type and role replaced it before it was taken out of the row. */
  readonly replaced: boolean;
}

/** A receiver that keeps ids, and ignores states that are older than the one it has. */
export interface ReceiverTrace {
  readonly url: string;
  /** All types if absent. */
  readonly types?: readonly EventType[];
  /** Times in which its webhook was disabled. */
  readonly disabled: readonly { readonly from: Millis; readonly until: Millis }[];
  /** The event of each new id, in the order of arrival. */
  readonly effects: readonly Pick<MeetingEvent, 'type' | 'sequence'>[];
  /** Ids that came with more than one body. */
  readonly changedBodies: readonly string[];
  /** The meeting of the highest sequence. */
  readonly state: MeetingEvent['data']['meeting'];
}
