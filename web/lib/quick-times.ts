import { instantsOf, localParts } from './zones.ts';

export interface QuickTime {
  /** Days after today. */
  readonly days: number;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM` */
  readonly time: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const DAY = 86_400_000;
const CHOICES = [
  [0, '17:00'],
  [1, '10:00'],
  [1, '17:00'],
  [7, '15:00'],
] as const;

/** Usual times of the next days in a zone: those that are ahead, and exist. */
export function quickTimes(now: number, zone: string): readonly QuickTime[] {
  const { date: today } = localParts(now, zone);
  return CHOICES.flatMap(([days, time]) => {
    const date = new Date(Date.parse(`${today}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
    const [at] = instantsOf(date, time, zone);
    return at !== undefined && at > now ? [{ days, date, time, at }] : [];
  }).slice(0, 3);
}
