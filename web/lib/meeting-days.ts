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

/** From today on, earliest first, then the past days, latest first: the order of the list. */
export function inListOrder(meetings: readonly Meeting[], now: number): readonly Meeting[] {
  const today = startOfDay(now).getTime();
  const byTime = meetings
    .map((meeting) => ({ meeting, at: Date.parse(meeting.meet_time) }))
    .toSorted((a, b) => a.at - b.at);
  const coming = byTime.filter(({ at }) => at >= today);
  const past = byTime.filter(({ at }) => at < today).toReversed();
  return [...coming, ...past].map(({ meeting }) => meeting);
}

/** The days of meetings, in the same order. Days without meetings do not appear. */
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
  return [...days].map(([key, { start, meetings: found }]): Day => {
    return { key, noon: start.getTime() + DAY / 2, offset: daysBetween(today, start), meetings: found };
  });
}

/** Seven days from a Monday. @param week weeks after the current one */
export function weekOf(meetings: readonly Meeting[], now: number, week: number): readonly Day[] {
  const today = startOfDay(now);
  const monday = ((today.getDay() + 6) % 7) - week * 7;
  const dayAt = (index: number): Date => {
    const start = new Date(today);
    start.setDate(start.getDate() + index - monday);
    return start;
  };
  const [from, to] = [dayAt(0).getTime(), dayAt(7).getTime()];
  const inWeek = meetings.filter(({ meet_time }) => {
    const at = Date.parse(meet_time);
    return at >= from && at < to;
  });
  const byKey = new Map(daysOf(inWeek, now).map((day) => [day.key, day.meetings]));
  return Array.from({ length: 7 }, (_, index): Day => {
    const start = dayAt(index);
    const key = keyOf(start);
    const inOrder = (byKey.get(key) ?? []).toSorted((a, b) => Date.parse(a.meet_time) - Date.parse(b.meet_time));
    return { key, noon: start.getTime() + DAY / 2, offset: index - monday, meetings: inOrder };
  });
}
