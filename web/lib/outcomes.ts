import type { Texts } from '../languages/languages.ts';
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
export function outcomeMessage(
  outcome: Outcome | undefined,
  by: EndedBy | undefined,
  role: Role,
  texts: Texts,
): OutcomeMessage {
  const own = by === 'teacher' && role === 'teacher';
  switch (outcome) {
    case 'COMPLETED':
      if (own) return { title: texts.youEnded, text: texts.closedForAll };
      if (by === 'teacher') return { title: texts.teacherEnded, text: texts.roomClosed };
      return { title: texts.over, text: texts.everyoneLeft };
    case 'NO_SHOW':
      return { title: texts.nobodyJoined, text: texts.wasEmpty };
    case 'CANCELLED': {
      const text = texts.willNotTakePlace;
      if (own) return { title: texts.youCancelled, text };
      if (by === 'teacher') return { title: texts.teacherCancelled, text };
      if (by === 'organiser') return { title: texts.organiserCancelled, text };
      return { title: texts.wasCancelled, text };
    }
    case 'TIME_LIMIT':
      return { title: texts.timeLimit, text: texts.roomClosed };
    case 'FAILED':
      return { title: texts.failed, text: texts.askForNew };
    case undefined:
      return { title: texts.over, text: texts.roomClosed };
  }
}
