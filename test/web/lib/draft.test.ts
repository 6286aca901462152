import { describe, expect, it } from '@jest/globals';
import { scheduleBody } from '../../../steps/api/http/request-schemas.ts';
import { clockTime, shortDate } from '../../../web/lib/instant.ts';
import english from '../../../web/languages/en.ts';
import { EVERY_WEEK } from '../../../web/lib/repeat.ts';
import {
  type Draft,
  errorsFromServer,
  type FormErrors,
  toPreviewBody,
  toScheduleBody,
  toSeriesBody,
  validateDraft as validate,
} from '../../../web/lib/draft.ts';

const draft: Draft = {
  teacherName: ' Ada ',
  studentName: 'Ben',
  date: '2026-12-01',
  time: '15:00',
  zone: 'Europe/Berlin',
  minutes: '60',
  teacherEmail: '',
  studentEmail: '',
  second: false,
};

const validateDraft = (content: Draft, now: number): FormErrors => validate(content, now, english.organisers());

const NOW = Date.parse('2026-12-01T12:00:00Z');

describe('the schedule form', () => {
  it('accepts a complete form and converts it to the request body', () => {
    expect(validateDraft(draft, NOW)).toEqual({});
    expect(toScheduleBody({ ...draft, studentEmail: ' ben@example.org ' }, 'https://lessons.example/join')).toEqual({
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: '2026-12-01T15:00:00+01:00',
      time_zone: 'Europe/Berlin',
      duration_minutes: 60,
      frontend_base_url: 'https://lessons.example/join',
      student_email: 'ben@example.org',
    });
  });

  it.each([
    [{ teacherName: ' ' }, ['teacherName']],
    [{ studentName: '' }, ['studentName']],
    [{ date: '' }, ['date']],
    [{ time: '' }, ['time']],
    [{ minutes: '4' }, ['minutes']],
    [{ minutes: '481' }, ['minutes']],
    [{ minutes: 'ten' }, ['minutes']],
    [{ minutes: '' }, ['minutes']],
    [{ teacherEmail: 'ada' }, ['teacherEmail']],
    [{ studentEmail: 'b en@example.org' }, ['studentEmail']],
    [{ date: '2027-03-28', time: '02:30' }, ['time']],
  ])('%p has an error in %p', (part, fields) => {
    expect(Object.keys(validateDraft({ ...draft, ...part }, NOW))).toEqual(fields);
  });

  it.each([
    [{ pattern: 'weekdays' }, ['weekdays']],
    [{ ending: 'until' }, ['until']],
    [{ ending: 'until', until: '2026-11-30' }, ['until']],
    [{ ending: 'until', until: '2026-12-01' }, []],
    [{ ending: 'count', count: '0' }, ['count']],
    [{ ending: 'count', count: '1001' }, ['count']],
    [{ ending: 'count', count: 'ten' }, ['count']],
    [{ ending: 'count', count: '1000' }, []],
  ] as const)('a series with %p has an error in %p', (part, fields) => {
    const series = { ...draft, repeat: { ...EVERY_WEEK, ...part } };
    expect(Object.keys(validateDraft(series, NOW))).toEqual(fields);
    expect(toPreviewBody(series, english.organisers()) === undefined).toBe(fields.length > 0);
  });

  it('keeps the local time of a series, also when it does not exist on the first date', () => {
    const series = { ...draft, date: '2027-03-28', time: '02:30', repeat: EVERY_WEEK, studentZone: 'Asia/Tokyo' };
    expect(validateDraft(series, NOW)).toEqual({});
    expect(toSeriesBody(series, EVERY_WEEK, 'https://lessons.example/join')).toMatchObject({
      meet_time: '2027-03-28T02:30',
      time_zone: 'Europe/Berlin',
      student_time_zone: 'Asia/Tokyo',
      rrule: 'FREQ=WEEKLY',
    });
  });

  it('checks the first date of a series, when it is known', () =>
    expect(
      Object.keys(validate({ ...draft, repeat: EVERY_WEEK }, NOW, english.organisers(), NOW - 2 * 3_600_000)),
    ).toEqual(['time']));

  it.each(['4', '5', '480', '481'])('accepts %s minutes only if the API does', (minutes) => {
    const changed = { ...draft, minutes };
    const { success } = scheduleBody.safeParse(toScheduleBody(changed, 'https://x.example/join'));
    expect(validateDraft(changed, NOW).minutes === undefined).toBe(success);
  });

  it('refuses a meeting whose planned end is past, as the API does, in the time of the reader', () => {
    // 15:00 to 16:00 in Berlin.
    const end = Date.parse('2026-12-01T15:00:00Z');
    expect(validateDraft(draft, end - 1)).toEqual({});
    const { time } = validateDraft(draft, end);
    expect(time).toBe(
      `This meeting would have ended on ${shortDate(end)} at ${clockTime(end)}, your time. Choose a later time.`,
    );
    expect(validateDraft({ ...draft, date: '2027-12-01' }, NOW)).toEqual({ time: 'Choose a date within 350 days.' });
  });

  it('sends the selected instant of a local time that occurs twice', () => {
    const twice = { ...draft, date: '2026-10-25', time: '02:30' };
    expect(toScheduleBody(twice, 'https://x.example/join').meet_time).toBe('2026-10-25T02:30:00+02:00');
    expect(toScheduleBody({ ...twice, second: true }, 'https://x.example/join').meet_time).toBe(
      '2026-10-25T02:30:00+01:00',
    );
  });

  it('puts errors of the server next to their fields, and the rest above the form', () => {
    const errors = [
      { field: 'meet_time', message: 'is over', code: 'OVER' },
      { field: 'student_email', message: 'must be an e-mail address', code: 'EMAIL' },
      { field: 'student_name', message: 'must have at most 100 characters', code: 'TOO_LONG', limit: 100 },
      { field: 'frontend_base_url', message: 'is not configured', code: 'ORIGIN' },
    ] as const;
    expect(errorsFromServer(errors, 'No.', english.organisers())).toEqual({
      time: 'The meeting would be over at this time. Choose a later time.',
      studentEmail: 'Enter an email address such as ada@example.org',
      studentName: 'Use at most 100 characters.',
      form: 'The operator does not allow links to this address.',
    });
    expect(errorsFromServer([], 'At most 100 meetings.', english.organisers())).toEqual({
      form: 'At most 100 meetings.',
    });
  });
});
