import type { Meeting } from './wire.ts';

const DAY = 86_400_000;

export interface Day {
  /** `2026-12-01`, in the reader's zone. */
  readonly key: string;
  /** Noon of the day: an instant of that date in the reader's zone. */
  readonly noon: number;
  /** Days after today. */
  readonly offset: number;
  readonly meetings: readonly Meeting[];
}

/** The browser's own calendar is much faster than a formatter. */
function startOfDay(at: number): Date {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date;
}

const keyOf = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;

/** Rounded, because a day with a change of clocks has 23 or 25 hours. */
const daysBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / DAY);

/** Today first, then the coming days, then the past ones, latest first. Days without meetings do not appear. */
export function daysOf(meetings: readonly Meeting[], now: number): readonly Day[] {
  const today = startOfDay(now);
  const days = new Map<string, { readonly start: Date; readonly meetings: Meeting[] }>();
  for (const meeting of meetings) {
    const start = startOfDay(Date.parse(meeting.meet_time));
    const key = keyOf(start);
    const day = days.get(key) ?? { start, meetings: [] };
    day.meetings.push(meeting);
    days.set(key, day);
  }
  return [...days]
    .map(([key, { start, meetings: found }]): Day => {
      const offset = daysBetween(today, start);
      const inOrder = found.toSorted((a, b) => a.meet_time.localeCompare(b.meet_time));
      return { key, noon: start.getTime() + DAY / 2, offset, meetings: offset < 0 ? inOrder.toReversed() : inOrder };
    })
    .toSorted((a, b) =>
      a.offset < 0 === b.offset < 0 ? Math.abs(a.offset) - Math.abs(b.offset) : a.offset < 0 ? 1 : -1,
    );
}

/** Seven days from a Monday. @param week weeks after the current one */
export function weekOf(meetings: readonly Meeting[], now: number, week: number): readonly Day[] {
  const today = startOfDay(now);
  const byKey = new Map(daysOf(meetings, now).map((day) => [day.key, day]));
  const monday = ((today.getDay() + 6) % 7) - week * 7;
  return Array.from({ length: 7 }, (_, index): Day => {
    const offset = index - monday;
    const start = new Date(today);
    start.setDate(start.getDate() + offset);
    const key = keyOf(start);
    const found = byKey.get(key);
    const inOrder = (found?.meetings ?? []).toSorted((a, b) => a.meet_time.localeCompare(b.meet_time));
    return { key, noon: start.getTime() + DAY / 2, offset, meetings: inOrder };
  });
}
