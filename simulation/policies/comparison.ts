/** The result of a policy. */
export interface Comparison {
  readonly meetings: number;
  readonly hostMinutesPerMeeting: number;
  readonly dollarsPerMeeting: number;
  /** Hosts that ran on because no call ended them. */
  readonly leakedHosts: number;
  /** Meetings that participants wanted, but could not hold to the end. */
  readonly lostMeetings: number;
  /** What the numbers leave out. */
  readonly remark: string;
}
