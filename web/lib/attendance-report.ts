import type { AttendedMeeting, Outcome } from './wire.ts';
import { OUTCOMES } from './wire.ts';

/** Sums over some meetings. */
export interface AttendanceTotals {
  readonly meetings: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Meetings to which both people came. */
  readonly both: number;
  /** With somebody in the room. */
  readonly minutes: number;
  readonly dollars: number;
}

export interface Week extends AttendanceTotals {
  /** Midnight of its Monday, and of the Monday after it, in the reader's zone. */
  readonly from: number;
  readonly to: number;
}

const came = ({ came_at }: AttendedMeeting['teacher']): boolean => came_at !== undefined;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const totalsOf = (meetings: readonly AttendedMeeting[]): AttendanceTotals => ({
  meetings: meetings.length,
  outcomes: Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, meetings.filter((one) => one.outcome === outcome).length]),
  ) as Record<Outcome, number>,
  both: meetings.filter(({ teacher, student }) => came(teacher) && came(student)).length,
  minutes: sum(meetings.map(({ minutes }) => minutes)),
  dollars: sum(meetings.map(({ host_cost_dollars }) => host_cost_dollars)),
});

/** The Monday of the reader's week of an instant, at midnight. @param weeks later */
export function mondayOf(at: number, weeks = 0): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - ((date.getDay() + 6) % 7) + weeks * 7);
  return date.getTime();
}

/** Every week that overlaps a time, earliest first, also those without meetings. */
export function weeksOf(meetings: readonly AttendedMeeting[], from: number, to: number): readonly Week[] {
  const byWeek = new Map<number, AttendedMeeting[]>();
  for (const meeting of meetings) {
    const monday = mondayOf(Date.parse(meeting.meet_time));
    const known = byWeek.get(monday);
    if (known) known.push(meeting);
    else byWeek.set(monday, [meeting]);
  }
  const weeks: Week[] = [];
  for (let start = mondayOf(from); start < to; start = mondayOf(start, 1))
    weeks.push({ from: start, to: mondayOf(start, 1), ...totalsOf(byWeek.get(start) ?? []) });
  return weeks;
}

/** Midnight of a date such as `2026-12-01` in the reader's zone; undefined for one that does not exist. */
export function midnightOf(text: string, days = 0): number | undefined {
  const [year = 0, month = 0, day = 0] = (/^(20\d\d)-(\d\d)-(\d\d)$/.exec(text) ?? []).slice(1).map(Number);
  const date = new Date(year, month - 1, day);
  if (year === 0 || date.getMonth() !== month - 1 || date.getDate() !== day) return undefined;
  date.setDate(day + days);
  return date.getTime();
}

/** `2026-12-01`, in the reader's zone. */
export function dateText(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
