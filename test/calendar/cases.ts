import { calendarFile, type CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { meetingEvent } from '../../steps/calendar/meeting-event.ts';
import { originalTime, seriesEvents, type SeriesPlan } from '../../steps/calendar/series-events.ts';
import { DAY, isoSeconds, type Millis, MINUTE } from '../../steps/domain/instants.ts';
import { localTime } from '../../steps/domain/meet-time.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { dateAfter, occurrencesBetween } from '../../steps/domain/series/occurrences.ts';
import { parseRule } from '../../steps/domain/series/rule.ts';
import type { Case } from '../series/cases.ts';
import { aMeeting } from '../support/meeting.ts';

/** A file, and what a reader of it must find: `read.py`. */
export interface FileCase {
  readonly name: string;
  readonly file: string;
  /** Epoch seconds and minutes of all dates until `last`. */
  readonly dates: readonly (readonly [number, number])[];
  readonly last: number;
  /** The local time of the first date by zone. */
  readonly shown?: Readonly<Record<string, string>>;
  /** Texts and names. */
  readonly values?: Readonly<Record<string, string>>;
}

const URL_OF_BEN = `https://lessons.example/join?id=k3v9t2m8q5x7r1za&role=student&key=${'K'.repeat(43)}`;
const texts = { title: 'Meeting with Ada', description: 'Join: here', url: URL_OF_BEN, alarmMinutes: 10 };
const organiser = { name: 'Lessons', email: 'lessons@example.org' };
const attendee = { name: 'Ben', email: 'ben@example.org' };
const seconds = (at: Millis): number => at / 1000;

/** The numbers of a reproducible test. */
export type Random = () => number;

/** A series of which dates are moved, cancelled or skipped, or that ends early. */
export function seriesCase(
  { zone, start, rrule }: Pick<Case, 'zone' | 'start' | 'rrule'>,
  random: Random,
): FileCase | undefined {
  const reading = parseRule(rrule);
  if (!('rule' in reading)) throw new Error(`${rrule} ${reading.message}`);
  const recurrence = { rule: reading.rule, start, time_zone: zone };
  const first = start.slice(0, 10);
  const all = occurrencesBetween(recurrence, first, dateAfter(first, 700));
  if (all.length === 0 || all[0]!.date > dateAfter(first, 366)) return undefined;
  const pick = (share: number): string[] => all.filter(() => random() < share).map(({ date }) => date);
  const ends_before = random() < 0.3 ? all[Math.floor(random() * all.length)]!.date : undefined;
  const row: SeriesPlan = {
    ...recurrence,
    id: 'seriesabcdefgh01',
    plan: { duration_minutes: 45 },
    ...(ends_before !== undefined && { ends_before }),
    skipped: pick(0.02),
  };
  const changes = new Map<string, { readonly by: Millis; readonly minutes: number } | 'cancelled'>();
  for (const date of pick(0.05))
    changes.set(date, random() < 0.4 ? 'cancelled' : { by: Math.round(random() * 40 - 20) * 15 * MINUTE, minutes: 30 });
  const meetings = [...changes].map(([date, change]): Meeting => {
    const { at } = originalTime(row, date);
    const of = { series_id: row.id, series_date: date, time_zone: zone };
    if (change === 'cancelled') return aMeeting({ ...of, status: 'ENDED', outcome: 'CANCELLED' });
    return aMeeting({ ...of, meet_time: isoSeconds(at + change.by), duration_minutes: change.minutes });
  });
  const dates = all
    .filter(({ date }) => !row.skipped!.includes(date) && (ends_before === undefined || date < ends_before))
    .flatMap(({ date, at }): [number, number][] => {
      const change = changes.get(date);
      if (change === 'cancelled') return [];
      return [change ? [seconds(at + change.by), change.minutes] : [seconds(at), 45]];
    });
  const now = all[0]!.at - DAY;
  const file = calendarFile(seriesEvents(row, { now, meetings }, { ...texts, organiser, attendee }), {
    method: 'REQUEST',
    stamp: now,
  });
  // Dates near the end of what was expanded can be moved across it.
  const last = seconds(originalTime(row, dateAfter(first, 699)).at);
  return {
    name: JSON.stringify({ zone, start, rrule, ends_before }),
    file,
    dates: dates.filter(([at]) => at <= last).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
    last,
  };
}

/** Series in weeks in which the clocks do not follow the rule of a file: their dates are listed. */
export function listedCases(): FileCase[] {
  const starts = { 'America/Santiago': '2029-04-03T02:00:00', 'Asia/Jerusalem': '2028-03-24T16:00:00' };
  const never: Random = () => 1;
  return Object.entries(starts).flatMap(([zone, start]) =>
    [1, 2, 20].flatMap((count) => seriesCase({ zone, start, rrule: `FREQ=DAILY;COUNT=${count}` }, never) ?? []),
  );
}

/** A meeting at an instant, for people in two zones. */
export function meetingCase(at: Millis, zone: string, other: string): FileCase {
  const meeting = aMeeting({ meet_time: isoSeconds(at), time_zone: zone, duration_minutes: 60 });
  const event = meetingEvent(meeting, { ...texts, organiser, attendee });
  return {
    name: `${meeting.meet_time} ${zone}`,
    file: calendarFile([event], { method: 'REQUEST', stamp: at - DAY }),
    dates: [[seconds(at), 60]],
    last: seconds(at),
    shown: { [zone]: localTime(at, zone), [other]: localTime(at, other) },
  };
}

const NAMES = [
  'Ada, Countess; of "Lovelace"',
  'Zoë O\u2019Neil \\ Jr: a=b;c^d',
  '\u202eعبد الرحمن\u202c بن محمد',
  '👩🏽‍🏫👨‍👩‍👧‍👦🐘'.repeat(20),
  '数学の授業、二次方程式と因数分解の練習問題'.repeat(10).slice(0, 200),
  'x'.repeat(200),
  "'); DROP TABLE meetings;--",
  'BEGIN:VEVENT',
  '=cmd|calc!A1',
];

/** Names and texts that could break a file. */
export const nameCases = (): FileCase[] => NAMES.map((name) => nameCase(name, name));

/** Line breaks and control characters are spaces of a title. */
export const brokenNameCase = (): FileCase =>
  nameCase('A\r\nATTENDEE:mailto:x@example.org\u0000\u2028\u0085B', 'A ATTENDEE:mailto:x@example.org   B');

function nameCase(given: string, expected: string): FileCase {
  const at = Date.parse('2026-12-01T15:00:00Z');
  const event: CalendarEvent = {
    uid: 'k3v9t2m8q5x7r1za@elephant-meetings',
    sequence: 2,
    start: at,
    minutes: 60,
    timeZone: 'Europe/Berlin',
    ...texts,
    title: given,
    description: `${expected}\n${expected}`,
    organiser: { ...organiser, name: given },
    attendee: { ...attendee, name: given },
  };
  return {
    name: given,
    file: calendarFile([event], { method: 'REQUEST', stamp: at - DAY }),
    dates: [[seconds(at), 60]],
    last: seconds(at),
    values: {
      SUMMARY: expected,
      DESCRIPTION: `${expected}\n${expected}`,
      ORGANIZER: expected,
      ATTENDEE: expected,
      URL: URL_OF_BEN,
      LOCATION: URL_OF_BEN,
      SEQUENCE: '2',
    },
  };
}
