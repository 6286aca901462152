import type { EndedBy, Meeting, Outcome, Role, Status } from './wire.ts';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  SCHEDULED: 'Scheduled',
  LAUNCHING: 'Starting',
  READY: 'Room open',
  IN_PROGRESS: 'In progress',
  ENDED: 'Ended',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  COMPLETED: 'Completed',
  NO_SHOW: 'Nobody came',
  CANCELLED: 'Cancelled',
  TIME_LIMIT: 'Time limit',
  FAILED: 'Failed',
};

/** What a list shows in one or two words. */
export const wordFor = ({ status, outcome }: Pick<Meeting, 'status' | 'outcome'>): string => {
  if (outcome === undefined) return STATUS_WORDS[status];
  return status === 'ENDED' ? OUTCOME_WORDS[outcome] : 'Ending';
};

/** Colour of a status, by meaning. */
export type Tone = 'quiet' | 'busy' | 'good' | 'bad' | 'warn';

export function toneFor({ status, outcome }: Pick<Meeting, 'status' | 'outcome'>): Tone {
  if (outcome === 'FAILED') return 'bad';
  if (outcome === 'NO_SHOW' || outcome === 'TIME_LIMIT') return 'warn';
  if (status === 'LAUNCHING') return 'busy';
  return status === 'READY' || status === 'IN_PROGRESS' || outcome === 'COMPLETED' ? 'good' : 'quiet';
}

export interface Statement {
  readonly title: string;
  readonly text: string;
}

/** What happened, told to somebody who had a link. */
export function statement(outcome: Outcome | undefined, by: EndedBy | undefined, role: Role): Statement {
  const own = by === 'teacher' && role === 'teacher';
  switch (outcome) {
    case 'COMPLETED':
      if (own) return { title: 'You ended the meeting', text: 'The room is closed for everybody.' };
      if (by === 'teacher') return { title: 'The meeting was ended by the teacher', text: 'The room is closed.' };
      return { title: 'The meeting is over', text: 'Everybody has left, and the room is closed.' };
    case 'NO_SHOW':
      return { title: 'Nobody came', text: 'The room stayed empty after the meeting time, so it was given up.' };
    case 'CANCELLED': {
      if (own) return { title: 'You cancelled the meeting', text: 'It does not take place.' };
      const who = by === 'teacher' ? ' by the teacher' : by === 'organiser' ? ' by the organiser' : '';
      return { title: `The meeting was cancelled${who}`, text: 'It does not take place.' };
    }
    case 'TIME_LIMIT':
      return {
        title: 'The meeting reached its time limit',
        text: 'The room was closed at the latest time set for it.',
      };
    case 'FAILED':
      return {
        title: 'The room failed',
        text: 'Something went wrong on our side. Please ask for a new meeting; your organiser sees what happened.',
      };
    case undefined:
      return { title: 'The meeting is over', text: 'The room is closed.' };
  }
}
