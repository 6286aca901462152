import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ROLES } from '../../../steps/domain/links.ts';
import { NOTICE_KINDS } from '../../../steps/domain/mailed.ts';
import { MAIL_LANGUAGES } from '../../../steps/mail/languages/languages.ts';
import { noticeMail, type NoticeMail } from '../../../steps/mail/notice-mail.ts';
import type { MailMessage } from '../../../steps/mail/ports.ts';
import { aReady, iso, t } from '../../support/meeting.ts';

/** The languages of the pages. */
const LANGUAGE_TAGS = readdirSync('web/languages').map((file) => file.replace('.ts', ''));

const SETTINGS = {
  from: { name: 'Lessons', address: 'lessons@school.example' },
  reminders: [24, 1],
  word: 'lesson',
} as const;

const plan = { meet_time: '2026-12-01T14:00:00Z', minutes: 45, at: iso(-300) };
const MEETING = aReady({
  teacher_email: 'ada@school.example',
  student_email: 'ben@home.example',
  extensions: [{ minutes: 10, at: iso(30) }],
  change: { at: iso(-100), reason: 'Train late' },
  mailed: { teacher: { to: 'ada@school.example', plan }, student: { to: 'ben@home.example', plan } },
});

const mailOf = (given: Partial<NoticeMail>): MailMessage =>
  noticeMail({
    meeting: MEETING,
    role: 'student',
    notice: { kind: 'invitation' },
    settings: SETTINGS,
    secret: 's',
    now: t(-200),
    ...given,
  });

describe('mails', () => {
  it('exist in every language of the pages', () => {
    expect(Object.keys(MAIL_LANGUAGES).toSorted()).toEqual([...LANGUAGE_TAGS].toSorted());
  });

  it.each(LANGUAGE_TAGS)('in %s have all texts, differ by what they say, and name the other person', (language) => {
    const subjects = new Set<string>();
    for (const kind of NOTICE_KINDS)
      for (const role of ROLES) {
        const meeting = { ...MEETING, [`${role}_language`]: language };
        const { subject, text, html } = mailOf({ meeting, role, notice: { kind } });
        subjects.add(subject);
        expect(subject).toContain(role === 'teacher' ? 'Ben' : 'Ada');
        expect(`${text}${html}`).not.toMatch(/undefined|NaN|\[object|Invalid/);
        expect(html).toContain(
          `lang="${language === 'en' ? 'en-GB' : language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`,
        );
        expect(text.includes('key=')).toBe(kind !== 'cancelled');
      }
    expect(subjects.size).toBe(2 * NOTICE_KINDS.length);
  });

  it('of a move say the time before and why; of an extension, until when the room is open', () => {
    const moved = mailOf({ notice: { kind: 'moved' } }).text;
    expect(moved).toMatch(/Tuesday,? 1 December 2026.*15:00.*16:00/);
    expect(moved).toMatch(/It was planned for .*14:00.*14:45/);
    expect(moved).toContain('Reason: Train late');
    expect(mailOf({ notice: { kind: 'extended' } }).text).toMatch(/The room stays open until .*17:10/);
  });

  it('have the calendar entry of the person with one UID, and a cancellation cancels it', () => {
    const invitation = mailOf({}).calendar!;
    const cancelled = { ...MEETING, verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-90) } } as const;
    const cancellation = mailOf({ meeting: cancelled, notice: { kind: 'cancelled' } }).calendar!;
    expect([invitation.method, cancellation.method]).toEqual(['REQUEST', 'CANCEL']);
    const field = (name: string, { text }: { text: string }): string | undefined =>
      new RegExp(`^${name}[:;](.*)$`, 'm').exec(text.replaceAll(/\r\n[ ]/g, ''))?.[1]?.trim();
    expect(field('UID', invitation)).toBe(field('UID', cancellation));
    expect(Number(field('SEQUENCE', cancellation))).toBe(Number(field('SEQUENCE', invitation)) + 1);
    expect(field('ATTENDEE', invitation)).toContain('ben@home.example');
    expect(field('ORGANIZER', invitation)).toContain('lessons@school.example');
    expect(invitation.text).not.toContain('role=teacher');
    expect(mailOf({ notice: { kind: 'reminder', hours: 1 } })).not.toHaveProperty('calendar');
    expect(mailOf({ meeting: { ...MEETING, series_id: 'abcdefgh01234567' } })).not.toHaveProperty('calendar');
  });

  it('show hostile names and reasons as text', () => {
    const name = `<img src=x onerror=alert(1)>"'&<script>`;
    const meeting = { ...MEETING, teacher_name: name, student_name: name, change: { at: iso(-100), reason: name } };
    const { html, text } = mailOf({ meeting, notice: { kind: 'moved' } });
    const tags = [...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag);
    expect(tags).not.toContain('img');
    expect(tags).not.toContain('script');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;script&gt;');
    expect(text).toContain(name);
  });

  it.each(['xx-YY', 'de-ab-cd', 'zh-Hant-TW', 'pt-BR', undefined])(
    'with the language %s can be written',
    (language) => {
      const meeting = { ...MEETING, ...(language !== undefined && { student_language: language }) };
      expect(mailOf({ meeting }).text).toMatch(/2026/);
    },
  );

  it('keep the direction of a name apart from an Arabic text', () => {
    const { html, subject } = mailOf({ meeting: { ...MEETING, student_language: 'ar' } });
    expect(html).toContain('\u2068Ada\u2069');
    expect(subject).not.toContain('\u2068');
  });
});
