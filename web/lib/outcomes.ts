import type { EndedBy, Meeting, Outcome, Role, Status } from './wire.ts';

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  SCHEDULED: 'Scheduled',
  LAUNCHING: 'Starting',
  READY: 'Room open',
  IN_PROGRESS: 'In progress',
  ENDED: 'Ended',
};

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  COMPLETED: 'Completed',
  NO_SHOW: 'Nobody joined',
  CANCELLED: 'Cancelled',
  TIME_LIMIT: 'Time limit',
  FAILED: 'Failed',
};

export const statusLabel = ({ status, outcome }: Pick<Meeting, 'status' | 'outcome'>): string => {
  if (outcome === undefined) return STATUS_LABELS[status];
  return status === 'ENDED' ? OUTCOME_LABELS[outcome] : 'Ending';
};

/** The time of day of a status: it selects the color and the icon of its badge. */
export type Tone = 'night' | 'dawn' | 'day' | 'dusk' | 'bad' | 'none';

const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  SCHEDULED: 'night',
  LAUNCHING: 'dawn',
  READY: 'day',
  IN_PROGRESS: 'day',
  ENDED: 'dusk',
};

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  COMPLETED: 'dusk',
  NO_SHOW: 'none',
  CANCELLED: 'none',
  TIME_LIMIT: 'dusk',
  FAILED: 'bad',
};

export const statusTone = ({ status, outcome }: Pick<Meeting, 'status' | 'outcome'>): Tone =>
  outcome === undefined ? STATUS_TONES[status] : OUTCOME_TONES[outcome];

/** The meeting took place, as far as the outcome says. */
export const isGood = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || outcome === 'COMPLETED' || outcome === 'TIME_LIMIT';

export interface OutcomeMessage {
  readonly title: string;
  readonly text: string;
}

/** What the join page shows after the end. */
export function outcomeMessage(outcome: Outcome | undefined, by: EndedBy | undefined, role: Role): OutcomeMessage {
  const own = by === 'teacher' && role === 'teacher';
  switch (outcome) {
    case 'COMPLETED':
      if (own) return { title: 'You ended the meeting', text: 'The room is closed for everyone.' };
      if (by === 'teacher') return { title: 'The teacher ended the meeting', text: 'The room is closed.' };
      return { title: 'The meeting is over', text: 'Everyone has left, and the room is closed.' };
    case 'NO_SHOW':
      return { title: 'Nobody joined the meeting', text: 'The room was empty, so we closed it.' };
    case 'CANCELLED': {
      const text = 'The meeting will not take place.';
      if (own) return { title: 'You cancelled the meeting', text };
      if (by === 'teacher') return { title: 'The teacher cancelled the meeting', text };
      if (by === 'organiser') return { title: 'The organiser cancelled the meeting', text };
      return { title: 'The meeting was cancelled', text };
    }
    case 'TIME_LIMIT':
      return { title: 'The meeting reached its time limit', text: 'The room is closed.' };
    case 'FAILED':
      return {
        title: "We couldn't start your room",
        text: 'Something went wrong on our side. Please ask your organiser for a new meeting.',
      };
    case undefined:
      return { title: 'The meeting is over', text: 'The room is closed.' };
  }
}
