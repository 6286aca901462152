import { type Millis, SECOND } from '../../steps/domain/instants.ts';

/** What a policy came to on the meetings of a plan. */
export interface Comparison {
  readonly meetings: number;
  readonly hostMinutesPerMeeting: number;
  readonly dollarsPerMeeting: number;
  /** Hosts that ran on until somebody looked, ten minutes or more after nobody needed them. */
  readonly leakedHosts: number;
  /** Meetings to which people came, and which they could not hold to their end. */
  readonly lostMeetings: number;
  /** What the figures leave out. */
  readonly remark: string;
}

export const DAY: Millis = 86_400 * SECOND;
