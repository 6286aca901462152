import type { Meeting } from '../domain/meeting.ts';
import type { StepCall } from './step-schemas.ts';

/** The row still belongs to the execution that asks: it has not been moved, nor claimed by another one. */
export const isMine = (meeting: Meeting, call: StepCall): boolean =>
  meeting.revision === call.input.revision &&
  (meeting.claimed_by === undefined || meeting.claimed_by === call.execution);

/** Nothing is to be started any more: the row is another's, or its end is decided. */
export const isOver = (meeting: Meeting | undefined, call: StepCall): boolean =>
  !meeting || !isMine(meeting, call) || meeting.verdict !== undefined || meeting.status === 'ENDED';
