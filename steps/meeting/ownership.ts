import type { Meeting } from '../domain/meeting.ts';
import type { StepCall } from './step-schemas.ts';

/** False when the meeting was moved to another revision, or another execution claimed it. */
export const isOwnedBy = (meeting: Meeting, call: StepCall): boolean =>
  meeting.revision === call.input.revision &&
  (meeting.claimed_by === undefined || meeting.claimed_by === call.execution);

/** True when this execution must not start or wait for anything: it does not own the row, or the row has a verdict. */
export const mustNotStart = (meeting: Meeting | undefined, call: StepCall): boolean =>
  !meeting || !isOwnedBy(meeting, call) || meeting.verdict !== undefined || meeting.status === 'ENDED';
