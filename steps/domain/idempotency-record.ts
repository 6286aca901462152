import type { Meeting } from './meeting.ts';

/** The first request that used an idempotency key. */
export interface IdempotencyRecord {
  readonly bodyHash: string;
  /** The row as the first call wrote it. A repeated call uses it as its input. */
  readonly meeting: Meeting;
  /** Epoch seconds (DynamoDB TTL). The record may be deleted after this time. */
  readonly expiresAt: number;
}
