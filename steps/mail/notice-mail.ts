import { calendarFile, type CalendarEvent } from '../calendar/calendar-file.ts';
import { type EventTexts, meetingEvent } from '../calendar/meeting-event.ts';
import { dateEvent } from '../calendar/series-events.ts';
import { fromIso, type Millis, MINUTE } from '../domain/instants.ts';
import { personalLink, type Role } from '../domain/links.ts';
import type { NoticeKind } from '../domain/mailed.ts';
import type { Meeting } from '../domain/meeting.ts';
import { addressOf, type Notice, otherRole } from '../domain/notices.ts';
import { hardEnd, plannedEndOf } from '../domain/timetable.ts';
import type { Series } from '../series/series.ts';
import { mailHtml, type MailContent, mailText } from './html.ts';
import { mailLanguage, type MailLanguage } from './languages/languages.ts';
import type { CalendarPart, MailMessage, MailSettings } from './ports.ts';
import { oneTime, timeRange } from './when.ts';

/** What the mail of a notice depends on. */
export interface NoticeMail {
  /** As it is told. */
  readonly meeting: Meeting;
  /** The series of the meeting, if its people were invited to it. */
  readonly series?: Series | undefined;
  readonly role: Role;
  readonly notice: Notice;
  readonly settings: MailSettings;
  /** The link secret of the meeting. */
  readonly secret: string;
  readonly now: Millis;
  /** Of a reminder: where the person turns reminders off. */
  readonly unsubscribe?: string | undefined;
}

type OfPerson<Field extends string> = { readonly [Name in `${Role}_${Field}`]?: string | undefined };

/** The people of a meeting or of a series. */
type People = OfPerson<'email' | 'language' | 'time_zone'> & {
  readonly [Name in `${Role}_name`]: string;
} & { readonly time_zone?: string | undefined };

/** The mail that tells one person, in their language and time zone, with their own link only. */
export function noticeMail(given: NoticeMail): MailMessage {
  const { meeting, role, notice, settings, secret, unsubscribe } = given;
  const { language, zone } = readerOf(meeting, role, settings);
  const { texts, locale } = language;
  const content = {
    when: timeRange(fromIso(meeting.meet_time), plannedEndOf(meeting), locale, zone),
    notes: notesOf(given, language, zone),
    ...(notice.kind !== 'cancelled' && {
      link: { url: personalLink(secret, meeting, role), label: texts.enter, note: texts.personal },
    }),
    ...(unsubscribe !== undefined && { footer: { url: unsubscribe, label: texts.stop } }),
  };
  return {
    ...messageFor(meeting.id, meeting, role, notice.kind, settings, content),
    ...calendarPart(given, content.link),
    ...(unsubscribe !== undefined && { unsubscribe }),
  };
}

/** Language and time zone of a person. */
export function readerOf(people: People, role: Role, { word }: MailSettings) {
  const language = mailLanguage(people[`${role}_language`], word);
  return { language, zone: people[`${role}_time_zone`] ?? people.time_zone ?? 'UTC' };
}

/** The mail without a calendar file. @param id of the meeting or the series */
export function messageFor(
  id: string,
  people: People,
  role: Role,
  notice: NoticeKind,
  settings: MailSettings,
  parts: Pick<MailContent, 'when' | 'notes' | 'link' | 'footer'>,
): MailMessage {
  const { texts, direction, locale } = readerOf(people, role, settings).language;
  const [name, other] = [people[`${role}_name`], people[`${otherRole(role)}_name`]];
  const content: MailContent = {
    language: locale.split('-u-')[0]!,
    direction,
    hello: texts.hello(isolated(name, direction)),
    title: texts[notice](isolated(other, direction)),
    ...parts,
  };
  return {
    meetingId: id,
    role,
    notice,
    from: settings.from,
    to: { name, address: addressOf(people, role)! },
    subject: texts[notice](other),
    text: mailText(content),
    html: mailHtml(content),
    language: content.language,
  };
}

/** Minutes from the alarm of a calendar entry to the start. */
const ALARM_MINUTES = 10;
const IN_CALENDARS: ReadonlySet<NoticeKind> = new Set(['invitation', 'moved', 'extended', 'cancelled']);

/** What a calendar entry says, with the link of this person only. */
export function entryTexts(people: People, role: Role, settings: MailSettings, link: MailContent['link']): EventTexts {
  const { texts } = readerOf(people, role, settings).language;
  const { from } = settings;
  return {
    title: texts.invitation(people[`${otherRole(role)}_name`]),
    description: link ? `${link.label}:\n${link.url}\n\n${link.note}` : '',
    url: link?.url,
    alarmMinutes: ALARM_MINUTES,
    organiser: { name: from.name ?? from.address, email: from.address },
    attendee: { name: people[`${role}_name`], email: addressOf(people, role)! },
  };
}

/** The entry of the meeting, or of one date of the entry of its series. */
function calendarPart(
  { meeting, series, role, notice, settings, now }: NoticeMail,
  link: MailContent['link'],
): { calendar?: CalendarPart } {
  const isOfUnknownSeries = meeting.series_id !== undefined && series === undefined;
  if (!IN_CALENDARS.has(notice.kind) || isOfUnknownSeries) return {};
  const texts = entryTexts(meeting, role, settings, link);
  const event: CalendarEvent = series ? dateEvent(series, meeting, texts) : meetingEvent(meeting, texts);
  const method = notice.kind === 'cancelled' ? 'CANCEL' : 'REQUEST';
  return { calendar: { method, text: calendarFile([event], { method, stamp: now }) } };
}

function notesOf(
  { meeting, role, notice }: NoticeMail,
  { texts, direction, locale }: MailLanguage,
  zone: string,
): string[] {
  switch (notice.kind) {
    case 'moved': {
      const told = meeting.mailed?.[role]?.plan;
      const from = told && fromIso(told.meet_time);
      const reason = meeting.change?.reason;
      return [
        ...(told && from !== undefined
          ? [texts.before(timeRange(from, from + told.minutes * MINUTE, locale, zone))]
          : []),
        ...(reason ? [texts.reason(isolated(reason, direction))] : []),
      ];
    }
    case 'extended':
      return [texts.until(oneTime(hardEnd(meeting), locale, zone))];
    case 'open':
      return [texts.waits(isolated(meeting[`${otherRole(role)}_name`], direction))];
    default:
      return [];
  }
}

/** Keeps the direction of a name apart from that of a text from right to left. Names have no such characters themselves. */
const isolated = (text: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' ? `\u2068${text}\u2069` : text;
