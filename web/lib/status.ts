import type { OrganiserTexts } from './languages/texts.ts';
import type { Meeting, Outcome, Status } from './wire.ts';

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
  PARTIAL_NO_SHOW: 'none',
};

export type State = Pick<Meeting, 'status' | 'outcome'>;

export const statusTone = ({ status, outcome }: State): Tone =>
  outcome === undefined ? STATUS_TONES[status] : OUTCOME_TONES[outcome];

export function statusLabel({ status, outcome }: State, texts: OrganiserTexts): string {
  if (outcome === undefined) return texts.status[status];
  return status === 'ENDED' ? texts.outcome[outcome] : texts.ending;
}
