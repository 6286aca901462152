import type { TimeToReady } from '../domain/launch-lead.ts';

/** The latest times to ready of hosts that boot alike. */
export interface ReadyTimesRecord {
  readonly organiser: string;
  readonly version: number;
  readonly times: readonly TimeToReady[];
  /** Epoch seconds. DynamoDB deletes the record of an image that is no longer used. */
  readonly expires_at: number;
}

/** Times to ready, in the table of everything that is not a meeting. */
export interface ReadyTimes {
  /** @param boot `bootOf` */
  find(boot: string): Promise<ReadyTimesRecord | undefined>;
  /** Writes the record if the stored one has version `seen`; 0 if there is none. Otherwise returns false. */
  replace(boot: string, record: ReadyTimesRecord, seen: number): Promise<boolean>;
}
