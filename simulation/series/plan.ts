import { daysAfter, instantOf, localDate } from '../../promises/series-dates.ts';
import type { SeriesFields } from '../../promises/series-trace.ts';
import { DAY, HOUR, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { RATES, seriesFaults } from '../plan/faults.ts';
import { idFrom, type PlanOptions } from '../plan/plan.ts';
import { streamOf, type Stream } from '../plan/random.ts';
import type { SeriesEdit, SeriesScenario } from './scenario.ts';

/** Series and meetings have streams of their own. */
const FIRST_INDEX = 1_000_000_000;
const YEAR_FROM: Millis = Date.parse('2026-01-01T00:00:00Z');
const YEARS = 4;
/** Zones that change their clocks at different hours, by different steps, in other months, or never. */
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Cairo',
  'Asia/Beirut',
  'Atlantic/Azores',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'UTC',
] as const;
const NIGHT = ['00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '23:59'] as const;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** Makes the scenario of a series from seed and index. */
export function planSeries({ seed, level }: Pick<PlanOptions, 'seed' | 'level'>, number: number): SeriesScenario {
  const index = FIRST_INDEX + number;
  const stream = streamOf(seed, index, 'series');
  const zone = ZONES[stream.whole(0, ZONES.length - 1)]!;
  const start = startIn(stream, zone);
  const time = timeOf(stream);
  const [rule, days] = ruleOf(stream);
  const rates = RATES[level];
  const until = days * DAY;
  const disturbed = level !== 'none';
  const outageFrom = stream.between(0, 0.6) * until;
  const isBlocked = stream.chance(0.15);
  return {
    index: number,
    seed,
    id: idFrom(streamOf(seed, index, 'id')),
    start,
    until,
    zone,
    meetTime: `${daysAfter(localDate(start, zone), stream.whole(1, 2))}T${time}`,
    rule,
    durationMinutes: stream.weighted([
      [70, 30],
      [30, 60],
    ]),
    requests: stream.chance(0.3) ? 2 : 1,
    hasMail: streamOf(seed, index, 'mail').chance(0.5),
    edits: editsOf(stream, until, time),
    outage:
      disturbed && stream.chance(0.25)
        ? { from: Math.round(outageFrom), until: Math.round(outageFrom + stream.between(0.5, 4.5) * DAY) }
        : undefined,
    blocked: isBlocked ? { date: stream.whole(0, 3), until: Math.round(stream.between(0.2, 0.6) * until) } : undefined,
    faults: [
      ...seriesFaults(streamOf(seed, index, 'calls'), rates.call),
      ...(stream.chance(rates.clocks) ? [{ kind: 'clocks', spread: 30 * SECOND } as const] : []),
    ],
  };
}

/** Half of the series begin within six weeks before clocks change, if they do in this zone. */
function startIn(stream: Stream, zone: string): Millis {
  const day = YEAR_FROM + stream.whole(0, YEARS * 365) * DAY;
  const time = Math.round(stream.between(0, DAY / SECOND)) * SECOND;
  const back = stream.whole(0, 42);
  if (stream.chance(0.5)) return day + time;
  const offsetAt = (at: Millis): number => instantOf(localDate(at, zone), '12:00:00', zone) % DAY;
  for (let ahead = 0; ahead < 366; ahead += 1)
    if (offsetAt(day + ahead * DAY) !== offsetAt(day + (ahead + 1) * DAY)) return day + (ahead - back) * DAY + time;
  return day + time;
}

const timeOf = (stream: Stream): string => {
  const hour = String(stream.whole(0, 23)).padStart(2, '0');
  return stream.chance(0.3) ? NIGHT[stream.whole(0, NIGHT.length - 1)]! : `${hour}:${stream.chance(0.5) ? '00' : '45'}`;
};

/** A rule, and the days for which it is played. */
function ruleOf(stream: Stream): readonly [rule: string, days: number] {
  const some = WEEKDAYS.filter(() => stream.chance(0.3)).join(',') || 'WE';
  const every = stream.weighted([
    [70, 1],
    [30, 2],
  ]);
  const [text, days] = stream.weighted<readonly [string, number]>([
    [35, [`FREQ=DAILY;INTERVAL=${every}`, 7]],
    [30, [`FREQ=WEEKLY;INTERVAL=${every};BYDAY=${some}`, 12]],
    [25, [`FREQ=WEEKLY;INTERVAL=${every}`, 16]],
    [10, [`FREQ=MONTHLY;BYMONTHDAY=${stream.whole(1, 15)},${stream.whole(16, 31)}`, 16]],
  ]);
  return [stream.chance(0.3) ? `${text};COUNT=${stream.whole(3, 20)}` : text, days];
}

/** Changes and ends, some twice, and some against each other and against runs of the filler. */
function editsOf(stream: Stream, until: Millis, time: string): SeriesEdit[] {
  const edits: SeriesEdit[] = [];
  const add = (edit: SeriesEdit): void => {
    edits.push(edit);
    if (stream.chance(0.3)) edits.push({ ...edit, at: edit.at + stream.whole(0, 20) * 1000 });
  };
  const anEdit = (at: Millis): SeriesEdit => {
    const days = stream.chance(0.3) ? 0 : stream.whole(0, 25);
    const what = stream.chance(0.3) ? 'end' : 'change';
    return { at, what, days, toFirst: stream.chance(0.3), fields: what === 'end' ? {} : fieldsOf(stream, time) };
  };
  for (let count = stream.whole(0, 3); count > 0; count -= 1) {
    // Soon after the series was created, or at the full hour, when meetings are launched and runs begin.
    const random = stream.between(0, 0.8) * until;
    const at = stream.weighted([
      [20, stream.between(0, 10 * SECOND)],
      [50, random],
      [30, Math.round(random / HOUR) * HOUR - 10 * MINUTE + stream.between(-3, 3) * SECOND],
    ]);
    add(anEdit(Math.max(SECOND, Math.round(at))));
    if (stream.chance(0.3)) add(anEdit(Math.max(SECOND, Math.round(at + stream.between(0, 3) * SECOND))));
  }
  for (let count = stream.whole(0, 3); count > 0; count -= 1)
    add({ at: Math.round(stream.between(0, 0.8) * until), what: 'fill', all: stream.chance(0.5) });
  return edits.toSorted((a, b) => a.at - b.at);
}

function fieldsOf(stream: Stream, time: string): SeriesFields {
  const number = stream.whole(1, 9);
  return stream.weighted<SeriesFields>([
    [40, { teacher_name: `Eve ${number}` }],
    [20, { duration_minutes: 15 * stream.whole(1, 4) }],
    // The organiser gives the date when the change is sent.
    [25, { meet_time: timeOf(stream) }],
    [15, { rrule: ruleOf(stream)[0], meet_time: time }],
  ]);
}
