import { calendarFile } from '../calendar/calendar-file.ts';
import { meetingEvent } from '../calendar/meeting-event.ts';
import { fromIso, type Millis, MINUTE } from '../domain/instants.ts';
import { personalLink, type Role } from '../domain/links.ts';
import type { NoticeKind } from '../domain/mailed.ts';
import type { Meeting } from '../domain/meeting.ts';
import { addressOf, type Notice, otherRole } from '../domain/notices.ts';
import { hardEnd, plannedEndOf } from '../domain/timetable.ts';
import { mailHtml, type MailContent, mailText } from './html.ts';
import { mailLanguage, type MailLanguage } from './languages/languages.ts';
import type { CalendarPart, MailMessage, MailSettings } from './ports.ts';
import { oneTime, timeRange } from './when.ts';

/** What the mail of a notice depends on. */
export interface NoticeMail {
  /** As it is told. */
  readonly meeting: Meeting;
  readonly role: Role;
  readonly notice: Notice;
  readonly settings: MailSettings;
  /** The link secret of the meeting. */
  readonly secret: string;
  readonly now: Millis;
}

/** The mail that tells one person, in their language and time zone, with their own link only. */
export function noticeMail(given: NoticeMail): MailMessage {
  const { meeting, role, notice, settings, secret } = given;
  const language = mailLanguage(fieldOf(meeting, role, 'language'), settings.word);
  const { texts, direction, locale } = language;
  const zone = fieldOf(meeting, role, 'time_zone') ?? meeting.time_zone ?? 'UTC';
  const other = meeting[`${otherRole(role)}_name`];
  const title = texts[notice.kind](isolated(other, direction));
  const content: MailContent = {
    language: locale.split('-u-')[0]!,
    direction,
    hello: texts.hello(isolated(meeting[`${role}_name`], direction)),
    title,
    when: timeRange(fromIso(meeting.meet_time), plannedEndOf(meeting), locale, zone),
    notes: notesOf(given, language, zone),
    ...(notice.kind !== 'cancelled' && {
      link: { url: personalLink(secret, meeting, role), label: texts.enter, note: texts.personal },
    }),
  };
  return {
    meetingId: meeting.id,
    role,
    notice: notice.kind,
    from: settings.from,
    to: { name: meeting[`${role}_name`], address: addressOf(meeting, role)! },
    subject: texts[notice.kind](other),
    text: mailText(content),
    html: mailHtml(content),
    language: content.language,
    ...calendarPart(given, content.link),
  };
}

/** Minutes from the alarm of a calendar entry to the start. */
const ALARM_MINUTES = 10;
const IN_CALENDARS: ReadonlySet<NoticeKind> = new Set(['invitation', 'moved', 'extended', 'cancelled']);

/** The entry of the meeting, with the link of this person only. A date of a series has the entry of its series. */
function calendarPart(
  { meeting, role, notice, settings, now }: NoticeMail,
  link: MailContent['link'],
): { calendar?: CalendarPart } {
  const { from, word } = settings;
  if (!IN_CALENDARS.has(notice.kind) || meeting.series_id !== undefined) return {};
  const { texts } = mailLanguage(fieldOf(meeting, role, 'language'), word);
  const event = meetingEvent(meeting, {
    title: texts.invitation(meeting[`${otherRole(role)}_name`]),
    description: link ? `${link.label}:\n${link.url}\n\n${link.note}` : '',
    url: link?.url,
    alarmMinutes: ALARM_MINUTES,
    organiser: { name: from.name ?? from.address, email: from.address },
    attendee: { name: meeting[`${role}_name`], email: addressOf(meeting, role)! },
  });
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

const fieldOf = (meeting: Meeting, role: Role, field: 'language' | 'time_zone'): string | undefined =>
  meeting[`${role}_${field}`];

/** Keeps the direction of a name apart from that of a text from right to left. Names have no such characters themselves. */
const isolated = (text: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' ? `\u2068${text}\u2069` : text;
