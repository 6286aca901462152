import type { MeetingDetails, Receipt } from '../../steps/api/http/response-schemas.ts';
import { requireEqual, requireStatus, type Visitor } from './visitor.ts';

export interface Scenario {
  readonly title: string;
  /** Number of hosts that the scenario launches. */
  readonly hosts: 0 | 1;
  /**
   * Returns a summary of what it checked; throws if a check fails.
   * @param note called with the id of the meeting once it is scheduled
   */
  run(visitor: Visitor, note: (id: string) => void): Promise<string>;
}

/** Seconds for what is not in the timetable: a cold start, the shutdown of a host. */
export const SLACK = 120;

export type Timetable = Readonly<
  Record<'hostReadyWithin' | 'attendanceWindow' | 'emptyGrace' | 'frozenGrace' | 'presenceEvery', number>
>;

export const timetableOf = async (visitor: Visitor, id: string): Promise<Timetable> =>
  (await visitor.meeting(id)).timetable as unknown as Timetable;

export interface OpenMeeting {
  readonly receipt: Links;
  readonly timetable: Timetable;
  readonly roomUrl: string;
  /** Milliseconds on the deployment's clock. */
  readonly openedAt: number;
}

/** A meeting with its links. */
export type Links = Pick<Receipt, 'id' | 'teacher_link' | 'student_link'>;

/** Waits until the room is open. The first host may be replaced before. */
export async function opened(visitor: Visitor, receipt: Links): Promise<OpenMeeting> {
  const timetable = await timetableOf(visitor, receipt.id);
  const roomUrl = await visitor.until('an open room', 2 * timetable.hostReadyWithin + SLACK, async () => {
    const response = requireStatus('joining', await visitor.join(receipt.teacher_link), 200, 202);
    return response.status === 200 && response.body.room_url;
  });
  return { receipt, timetable, roomUrl, openedAt: visitor.now() };
}

/** Waits for the end; requires this outcome, and 410 for the links. */
export async function requireEnd(
  visitor: Visitor,
  receipt: Links,
  outcome: string,
  withinSeconds: number,
): Promise<MeetingDetails> {
  const meeting = await visitor.ended(receipt.id, withinSeconds);
  requireEqual('outcome', meeting.outcome, outcome);
  const response = await visitor.join(receipt.student_link);
  requireEqual('joining after the end', response.status, 410);
  requireEqual('outcome in the response', response.ok ? undefined : response.body.outcome, outcome);
  return meeting;
}
