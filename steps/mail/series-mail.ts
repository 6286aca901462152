import { calendarFile } from '../calendar/calendar-file.ts';
import { seriesEvents } from '../calendar/series-events.ts';
import { type Millis, MINUTE } from '../domain/instants.ts';
import { personalLink, type Role } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { DEFAULT_DURATION_MINUTES } from '../domain/timetable.ts';
import type { Series } from '../series/series.ts';
import type { SeriesNotice } from '../series/series-mail.ts';
import { droppedDates, nextDates } from '../series/series-notices.ts';
import type { MailContent } from './html.ts';
import { entryTexts, messageFor, readerOf } from './notice-mail.ts';
import type { MailMessage, MailSettings } from './ports.ts';
import { oneTime, shortTime, timeRange } from './when.ts';

/** Dates that an invitation names; its calendar file has all. */
const NAMED_DATES = 5;

/** What the mail about a series depends on. */
export interface SeriesMail {
  /** As it is told. */
  readonly row: Series;
  /** The meetings of its dates. */
  readonly meetings: readonly Meeting[];
  readonly role: Role;
  readonly notice: SeriesNotice;
  readonly settings: MailSettings;
  /** The link secret of the series. */
  readonly secret: string;
  readonly now: Millis;
}

/**
 * The mail that invites one person to all dates of a series, or tells its end, with their own link of the series only.
 * @returns undefined for an invitation when each date was cancelled
 */
export function seriesMail(given: SeriesMail): MailMessage | undefined {
  const { row, meetings, role, notice, settings, secret, now } = given;
  const people = { ...row.plan, time_zone: row.time_zone };
  const reader = readerOf(people, role, settings);
  const { texts } = reader.language;
  const url = personalLink(secret, { ...row, frontend_base_url: row.plan.frontend_base_url }, role);
  const link = notice === 'invitation' ? { url, label: texts.enter, note: texts.personal } : undefined;
  const entry = entryTexts(people, role, settings, { url, label: texts.enter, note: texts.personal });
  const events = seriesEvents(row, { now, meetings }, entry);
  const isOver = events.length === 1 && events[0]?.cancelled === true;
  if (isOver && notice === 'invitation') return undefined;
  const method = isOver ? 'CANCEL' : 'REQUEST';
  return {
    ...messageFor(row.id, people, role, notice, settings, { ...textOf(given, reader), ...(link && { link }) }),
    calendar: { method, text: calendarFile(events, { method, stamp: now }) },
  };
}

function textOf(
  { row, role, notice, now }: SeriesMail,
  { language: { texts, locale }, zone }: ReturnType<typeof readerOf>,
): Pick<MailContent, 'when' | 'notes'> {
  const minutes = row.plan.duration_minutes ?? DEFAULT_DURATION_MINUTES;
  if (notice === 'cancelled') {
    const [first] = droppedDates(row, row.mailed?.[role] ?? {}, now);
    const goesOn = row.followed_by !== undefined && (row.cancelled_from ?? '9999') > row.ends_before!;
    return {
      when: texts.from(oneTime(first?.at ?? now, locale, zone)),
      notes: goesOn ? [texts.continues] : [],
    };
  }
  const [first, ...others] = nextDates(row, now);
  const at = first?.at ?? now;
  const named = others.slice(0, NAMED_DATES - 1).map((one) => shortTime(one.at, locale, zone));
  const list = [...named, ...(others.length >= NAMED_DATES ? ['…'] : [])].join('; ');
  return {
    when: timeRange(at, at + minutes * MINUTE, locale, zone),
    notes: named.length > 0 ? [texts.further(list)] : [],
  };
}
