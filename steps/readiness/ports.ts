import type { Address, Meeting } from '../domain/meeting.ts';
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

export interface ProbeResult {
  readonly healthy: boolean;
  /** The host responded, over a connection whose certificate is valid if the probe checks it. */
  readonly reachable: boolean;
  /** The part that is not ready yet, in a few words; the join page shows it. */
  readonly detail: string;
  /** People in the room; null when the host cannot tell. */
  readonly people: number | null;
  /** Instants of its boot, as the host reports them: `phasesOf` reads them. */
  readonly phases?: unknown;
}

/** The fields of a row on which a probe of its host depends. */
export type ProbedMeeting = Pick<Meeting, 'id' | 'key_id'>;

export interface Health {
  /** Whether hosts of this kind can count people. */
  readonly countsPeople: boolean;
  /** Never rejects: a host that does not respond is not healthy. Returns within 5 seconds of real time. */
  probe(meeting: ProbedMeeting, address: Address): Promise<ProbeResult>;
}
