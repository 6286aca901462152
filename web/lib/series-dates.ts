import type { DoubleBooking } from './bookings.ts';
import { clockTime } from './instant.ts';
import type { Details, Occurrence, SeriesDetails } from './wire.ts';
import { localParts, ownZone, zoneOrOwn } from './zones.ts';

/** What somebody should see before a series is saved. */
export type DateNote =
  | { readonly kind: 'skipped' | 'repeated' }
  /** Clocks are changed, but not on the same date as in the zone of the series. */
  | { readonly kind: 'other time'; readonly zone: string }
  | { readonly kind: 'booked'; readonly booking: DoubleBooking };

export interface SeriesDate {
  readonly date: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly notes: readonly DateNote[];
}

/** A local time such as `16:00` in the language of the page. */
export const localTimeText = (time: string): string => clockTime(Date.parse(`1970-01-01T${time}Z`), 'UTC');

/** Whether a date is not over. */
export const isAhead = ({ meet_time }: Occurrence, minutes: number, now: number): boolean =>
  Date.parse(meet_time) + minutes * 60_000 > now;

/** A date that should have a meeting. */
export const lacksMeeting = ({ refused }: Occurrence): boolean => refused !== undefined;

/** The place of a meeting in its series. */
export const dateInSeries = ({
  series_id: series,
  series_date: date,
}: Details): { readonly series: string; readonly date: string } | undefined =>
  series === undefined || date === undefined ? undefined : { series, date };

/** Milliseconds after the creation of a series in which its meetings are created. */
const CREATED_WITHIN = 600_000;
const DAYS_AHEAD = 59;

/** Whether meetings of a new series are being created. */
export const isFilling = ({ created_at, occurrences }: SeriesDetails, now: number): boolean =>
  now < Date.parse(created_at) + CREATED_WITHIN &&
  occurrences.some(
    ({ meet_time, meeting_id, refused }) =>
      meeting_id === undefined && refused === undefined && Date.parse(meet_time) < now + DAYS_AHEAD * 86_400_000,
  );

/** Zones of the people of a series and of the reader, other than its own. */
export const zonesBeside = (
  series: Pick<SeriesDetails, 'time_zone' | 'teacher_time_zone' | 'student_time_zone'>,
): readonly string[] => {
  const { time_zone, teacher_time_zone, student_time_zone } = series;
  const zones = [teacher_time_zone, student_time_zone].flatMap((zone) => (zone === undefined ? [] : [zoneOrOwn(zone)]));
  return [...new Set([...zones, ownZone()])].filter((zone) => zone !== time_zone);
};

/** @param others zones in which the dates are shown, besides the zone of the series */
export function datesWithNotes(
  occurrences: readonly Occurrence[],
  others: readonly string[],
  bookingsAt: (at: number) => readonly DoubleBooking[],
): readonly SeriesDate[] {
  return occurrences.map(({ date, meet_time, clock_change }, index): SeriesDate => {
    const at = Date.parse(meet_time);
    const before = occurrences[index - 1];
    // After a date with another local time the usual one is nothing new.
    const isUsual = clock_change !== 'skipped' && before?.clock_change !== 'skipped';
    const changed = (zone: string): boolean =>
      before !== undefined && isUsual && timeIn(zone, at) !== timeIn(zone, Date.parse(before.meet_time));
    const notes: DateNote[] = [
      ...(clock_change === undefined ? [] : [{ kind: clock_change }]),
      ...others.filter(changed).map((zone) => ({ kind: 'other time', zone }) as const),
      ...bookingsAt(at).map((booking) => ({ kind: 'booked', booking }) as const),
    ];
    return { date, at, notes };
  });
}

const timeIn = (zone: string, at: number): string => localParts(at, zone).time;

/** Dates that follow each other, and how many are left out before them. */
export interface ShownDate extends SeriesDate {
  readonly leftOut: number;
}

const FIRST = 4;
const MOST = 15;

/** The first dates, and later ones with notes. */
export function shownDates(dates: readonly SeriesDate[]): {
  readonly shown: readonly ShownDate[];
  readonly after: number;
} {
  const chosen = [...dates.keys()].filter((index) => index < FIRST || dates[index]!.notes.length > 0).slice(0, MOST);
  const shown = chosen.map((index, place) => ({
    ...dates[index]!,
    leftOut: index - (chosen[place - 1] ?? -1) - 1,
  }));
  return { shown, after: dates.length - 1 - (chosen.at(-1) ?? -1) };
}
