import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { MailUnsent } from '../../steps/domain/errors.ts';
import { DAY, HOUR, MINUTE } from '../../steps/domain/instants.ts';
import type { MailMessage } from '../../steps/mail/ports.ts';
import { Lessons, WEEKLY as lesson } from '../support/lessons.ts';

const EMAILS = { teacher_email: 'ada@school.example', student_email: 'ben@home.example' };
const MINUTES = MINUTE / DAY;

const withMail = (options: Partial<WorldOptions> = {}): Lessons => new Lessons({ mail: {}, telling: true, ...options });

/** A weekly series, whose people were invited five minutes ago. */
async function invited(options: Partial<WorldOptions> = {}, fields: object = {}): Promise<Lessons> {
  const lessons = withMail(options);
  await lessons.create({ ...EMAILS, ...fields });
  return lessons.pass(5 * MINUTES);
}

const mails = ({ world }: Lessons): readonly MailMessage[] => world.mailing.mail.delivered;
const student = (lessons: Lessons): readonly MailMessage[] => mails(lessons).filter(({ role }) => role === 'student');
/** Without reminders. */
const notices = (lessons: Lessons): string[] =>
  student(lessons)
    .filter(({ notice }) => notice !== 'reminder')
    .map(({ notice }) => notice);

/** The lines of a calendar file that say what it is about. */
function linesOf({ calendar }: MailMessage): string[] {
  const events = calendar?.text.replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1).join('') ?? '';
  const names = ['UID', 'SEQUENCE', 'DTSTART', 'RRULE', 'EXDATE', 'RECURRENCE-ID', 'STATUS'];
  const lines = events.split('\r\n').filter((line) => names.some((name) => line.startsWith(name)));
  return [`METHOD:${calendar?.method}`, ...lines];
}

const last = (lessons: Lessons): MailMessage => student(lessons).at(-1)!;
const date = async (lessons: Lessons, index: number) => (await lessons.meetings('open'))[index]!;

async function expectQuiet(lessons: Lessons): Promise<void> {
  const { world } = lessons;
  expect(await world.series.unmailed('9999', 10)).toEqual([]);
  expect(await world.ports.outbox.unmailed('9999', 10)).toEqual([]);
}

describe('people of a series', () => {
  it('get one invitation, with the rule and their own link of the series; its dates have none', async () => {
    const lessons = await invited();
    expect(mails(lessons).map(({ role, notice }) => `${role} ${notice}`)).toEqual([
      'teacher invitation',
      'student invitation',
    ]);
    const { text, calendar } = last(lessons);
    expect(linesOf(last(lessons))).toEqual([
      'METHOD:REQUEST',
      `UID:${lessons.id}@elephant-meetings`,
      'SEQUENCE:0',
      'DTSTART;TZID=Europe/Berlin:20261019T160000',
      'RRULE:FREQ=WEEKLY',
      'STATUS:CONFIRMED',
    ]);
    expect(text).toContain('Monday, 19 October 2026, 16:00–17:00 (Central European Summer Time)');
    expect(text).toContain('Monday, 16 November 2026 at 16:00; …');
    const { body } = await lessons.world.request('getSeriesLinks', { id: lessons.id });
    const links = JSON.parse(body) as { teacher_link: string; student_link: string };
    const file = calendar!.text.replaceAll('\r\n ', '');
    for (const content of [text, file]) {
      expect(content).toContain(links.student_link);
      expect(content).not.toContain(links.teacher_link);
    }
    await lessons.pass(1.1);
    expect((await lessons.meetings('open')).length + (await lessons.meetings('ended')).length).toBe(9);
    expect(notices(lessons)).toEqual(['invitation']);
    await expectQuiet(lessons);
  });

  it('are reminded of each date', async () => {
    const lessons = await invited();
    await lessons.pass(8.2);
    // A day and an hour before each of two dates.
    expect(student(lessons).map(({ notice }) => notice)).toEqual(['invitation', ...Array<string>(4).fill('reminder')]);
  });

  it('are told that one date moved, was extended or cancelled, as exceptions of the invitation', async () => {
    const lessons = await invited();
    const { id } = await date(lessons, 2);
    await lessons.world.request('changeMeeting', { id }, { meet_time: '2026-11-03T10:00:00Z', reason: 'Holiday' });
    await lessons.pass(2 * MINUTES);
    expect(last(lessons).text).toContain('Holiday');
    const exception = [
      `UID:${lessons.id}@elephant-meetings`,
      'SEQUENCE:1',
      'DTSTART;TZID=Europe/Berlin:20261103T110000',
      'RECURRENCE-ID;TZID=Europe/Berlin:20261102T160000',
    ];
    expect(linesOf(last(lessons)).toSorted()).toEqual(['METHOD:REQUEST', ...exception, 'STATUS:CONFIRMED'].toSorted());
    await lessons.world.request('cancelMeeting', { id });
    await lessons.pass(2 * MINUTES);
    exception[1] = 'SEQUENCE:2';
    expect(linesOf(last(lessons)).toSorted()).toEqual(['METHOD:CANCEL', ...exception, 'STATUS:CANCELLED'].toSorted());
    expect(notices(lessons)).toEqual(['invitation', 'moved', 'cancelled']);
    await expectQuiet(lessons);
  });

  it('are told once that a series ends earlier, and nothing of each date', async () => {
    const lessons = await invited();
    await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    await lessons.pass(5 * MINUTES);
    expect(await lessons.open()).toHaveLength(3);
    expect(notices(lessons)).toEqual(['invitation', 'cancelled']);
    expect(last(lessons).text).toContain('From Monday, 9 November 2026 at 16:00');
    expect(linesOf(last(lessons))).toEqual([
      'METHOD:REQUEST',
      `UID:${lessons.id}@elephant-meetings`,
      'SEQUENCE:1',
      'DTSTART;TZID=Europe/Berlin:20261019T160000',
      'RRULE:FREQ=WEEKLY;UNTIL=20261108T150000Z',
      'STATUS:CONFIRMED',
    ]);
    // Nothing that is still to come is dropped.
    await lessons.pass(22.1);
    await lessons.call('endSeries');
    await lessons.pass(5 * MINUTES);
    expect(notices(lessons)).toEqual(['invitation', 'cancelled']);
    await expectQuiet(lessons);
  });

  it('get one cancellation when no date is left', async () => {
    const lessons = await invited();
    await lessons.call('endSeries', undefined, { from: '2026-10-19' });
    await lessons.pass(5 * MINUTES);
    expect(await lessons.open()).toEqual([]);
    expect(notices(lessons)).toEqual(['invitation', 'cancelled']);
    expect(linesOf(last(lessons))).toContain('METHOD:CANCEL');
    expect(linesOf(last(lessons))).toContain('STATUS:CANCELLED');
  });

  it('are invited to the series that continues one, and told once where the one before ends', async () => {
    const lessons = await invited();
    const { body } = await lessons.call('changeSeries', { meet_time: '2026-11-10T18:00' }, { from: '2026-11-09' });
    await lessons.pass(5 * MINUTES);
    const sent = student(lessons).slice(1);
    expect(sent.map(({ meetingId, notice }) => [meetingId, notice]).toSorted()).toEqual(
      [
        [lessons.id, 'cancelled'],
        [body.id, 'invitation'],
      ].toSorted(),
    );
    const [end] = sent.filter(({ notice }) => notice === 'cancelled');
    expect(end?.text).toContain('A new invitation follows for the dates after that.');
    const [next] = sent.filter(({ notice }) => notice === 'invitation');
    expect(linesOf(next!)).toContain(`UID:${body.id}@elephant-meetings`);
    expect(linesOf(next!)).toContain('SEQUENCE:0');
    await expectQuiet(lessons);
  });

  it('keep the exceptions of the dates that remain, and are told the end of a date whose other time they know', async () => {
    const lessons = await invited();
    const [first, second] = [await date(lessons, 1), await date(lessons, 5)];
    await lessons.world.request('changeMeeting', { id: first.id }, { meet_time: '2026-10-27T10:00:00Z' });
    await lessons.world.request('changeMeeting', { id: second.id }, { meet_time: '2026-11-05T10:00:00Z' });
    await lessons.pass(2 * MINUTES);
    await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    await lessons.pass(5 * MINUTES);
    expect(notices(lessons).slice(3)).toEqual(['cancelled', 'cancelled']);
    const sent = student(lessons).slice(-2);
    const end = sent.find(({ meetingId }) => meetingId === lessons.id)!;
    expect(linesOf(end)).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20261026T160000');
    expect(sent.find(({ meetingId }) => meetingId === second.id)?.calendar?.method).toBe('CANCEL');
  });

  it('without an address, or of a series that was created without mail, are told nothing', async () => {
    const one = await invited({}, { teacher_email: undefined });
    expect(new Set(mails(one).map(({ role }) => role))).toEqual(new Set(['student']));
    const none = new Lessons();
    await none.create(EMAILS);
    await none.pass(1);
    expect(await none.world.series.find(none.id)).not.toHaveProperty('mailed');
    expect(await none.world.series.find(none.id)).not.toHaveProperty('mail_at');
  });
});

describe('a series that changes before it is told', () => {
  /** A mail service that is down until `works`. */
  function outage() {
    const state = { works: false };
    const onMail = async (_message: MailMessage, deliver: () => void) => {
      if (!state.works) throw new MailUnsent('down');
      deliver();
    };
    return { state, options: { onMail } };
  }

  it('is told with its end, once', async () => {
    const { state, options } = outage();
    const lessons = await invited(options);
    await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    await lessons.call('endSeries', undefined, { from: '2026-11-02' });
    state.works = true;
    await lessons.pass(0.5);
    expect(notices(lessons)).toEqual(['invitation']);
    expect(linesOf(student(lessons)[0]!)).toContain('RRULE:FREQ=WEEKLY;UNTIL=20261101T150000Z');
    await expectQuiet(lessons);
  });

  it('is not told when no date is left; only the series that continues it is', async () => {
    const { state, options } = outage();
    const lessons = await invited(options);
    const { body } = await lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-10-19' });
    state.works = true;
    await lessons.pass(0.5);
    expect(student(lessons).map(({ meetingId, notice }) => [meetingId, notice])).toEqual([[body.id, 'invitation']]);
    await expectQuiet(lessons);
  });

  it('holds up what is told of its dates: the invitation comes first', async () => {
    const { state, options } = outage();
    const lessons = await invited(options);
    const { id } = await date(lessons, 3);
    await lessons.world.request('changeMeeting', { id }, { meet_time: '2026-11-10T10:00:00Z' });
    await lessons.pass(0.2);
    state.works = true;
    await lessons.pass(0.5);
    expect(notices(lessons)).toEqual(['invitation', 'moved']);
    await expectQuiet(lessons);
  });

  it('is given up after a day, and its dates are told all the same', async () => {
    const { state, options } = outage();
    const lessons = await invited(options, { meet_time: '2026-10-26T16:00', student_email: undefined });
    await lessons.world.run(lessons.world.now + 22 * HOUR);
    state.works = true;
    const row = await lessons.world.series.find(lessons.id);
    expect(row?.mailed?.teacher).toMatchObject({ problem: { kind: 'UNSENT' } });
    const { id } = await date(lessons, 3);
    await lessons.world.request('cancelMeeting', { id });
    await lessons.pass(5 * MINUTES);
    expect(mails(lessons).map(({ notice }) => notice)).toEqual(['cancelled']);
  });
});

describe('the step that tells people of series', () => {
  const CALLS = ['series.find', 'series.replace', 'series.unmailed', 'meetings.find', 'mail.send'];

  it.each(CALLS)('tells everything, and nothing twice, when it dies before %s', async (call) => {
    let deaths = 0;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (caller === 'sendNotices' && `${port}.${method}` === call && (deaths += 1) <= 4) throw new Error('died');
      return make();
    });
    const lessons = await invited({ between });
    await lessons.pass(0.1);
    await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    await lessons.pass(0.1);
    expect(deaths).toBeGreaterThan(3);
    expect(notices(lessons)).toEqual(['invitation', 'cancelled']);
    await expectQuiet(lessons);
  });

  it.each([
    ['createSeries', [1, 2]],
    ['changeSeries', [2, 3]],
    ['endSeries', [2, 3]],
    ['fillSeries', [2]],
  ] as const)('tells everything once when %s dies before any of its calls', async (victim, calls) => {
    for (const fatal of calls) {
      let made = 0;
      const between = interceptCalls(async ({ caller }, make) => {
        if (caller !== victim || (made += 1) < fatal || made > fatal + 20) return make();
        throw new Error('dead');
      });
      const lessons = withMail({ between });
      const key = { 'idempotency-key': 'one' };
      const create = () => lessons.call('createSeries', { ...lesson, ...EMAILS }, {}, key);
      let created = await create();
      for (let again = 0; created.status >= 500 && again < 30; again += 1) created = await create();
      lessons.id = created.body.id;
      await lessons.pass(5 * MINUTES);
      const change = () => lessons.call('changeSeries', { teacher_name: 'Eve' }, { from: '2026-11-09' });
      let changed = await change();
      for (let again = 0; changed.status >= 500 && again < 30; again += 1) changed = await change();
      const end = () => lessons.call('endSeries', undefined, { from: '2026-11-02' });
      for (let again = 0; (await end()).status >= 500 && again < 30; again += 1);
      await lessons.pass(10 * MINUTES);
      const sent = student(lessons)
        .filter(({ notice }) => notice !== 'reminder')
        .map(({ meetingId, notice }) => `${meetingId === lessons.id ? 'first' : 'next'} ${notice}`);
      expect(sent[0]).toBe('first invitation');
      expect(sent.filter((one) => one === 'first cancelled').length).toBeLessThanOrEqual(2);
      expect(new Set(sent.filter((one) => one.startsWith('next'))).size).toBe(
        sent.filter((one) => one.startsWith('next')).length,
      );
      await expectQuiet(lessons);
    }
  });

  it('sends the same mail again after a lost answer', async () => {
    let lost = 0;
    const between = interceptCalls(async ({ caller, port }, make) => {
      const result = await make();
      if (caller === 'sendNotices' && port === 'mail' && (lost += 1) === 1) throw new Error('the answer is lost');
      return result;
    });
    const lessons = await invited({ between });
    const twice = mails(lessons).filter(({ role }) => role === 'teacher');
    expect(twice).toHaveLength(2);
    expect(linesOf(twice[0]!)).toEqual(linesOf(twice[1]!));
    expect(notices(lessons)).toEqual(['invitation']);
  });

  it('tells the end to people whose invitation may have arrived, although it died before it could write that', async () => {
    let isDead = false;
    let sends = 0;
    const between = interceptCalls(async ({ caller, port }, make) => {
      if (caller !== 'sendNotices') return make();
      if (isDead) throw new Error('dead');
      const result = await make();
      isDead = port === 'mail' && (sends += 1) === 1;
      return result;
    });
    const lessons = withMail({ between });
    await lessons.create(EMAILS);
    await lessons.pass(MINUTES);
    expect(mails(lessons).map(({ role, notice }) => `${role} ${notice}`)).toEqual(['teacher invitation']);
    await lessons.call('endSeries');
    isDead = false;
    await lessons.pass(60 * MINUTES);
    expect(mails(lessons).map(({ role, notice }) => `${role} ${notice}`)).toEqual([
      'teacher invitation',
      'teacher cancelled',
    ]);
    await expectQuiet(lessons);
  });

  it('sends once when it is called many times at once', async () => {
    const lessons = withMail();
    await lessons.create(EMAILS);
    for (let call = 0; call < 20; call += 1) lessons.world.mailing.send({ source: 'timer' });
    await lessons.pass(5 * MINUTES);
    await lessons.call('endSeries', undefined, { from: '2026-11-09' });
    for (let call = 0; call < 20; call += 1) lessons.world.mailing.send({ source: 'timer' });
    await lessons.pass(5 * MINUTES);
    expect(notices(lessons)).toEqual(['invitation', 'cancelled']);
  });
});

describe('an invitation to a series that comes back', () => {
  it('is shown, and nothing more is sent to the address, also about its dates', async () => {
    const lessons = await invited();
    await lessons.world.mailing.report(last(lessons), 'Bounce');
    const { id } = await date(lessons, 2);
    await lessons.world.request('cancelMeeting', { id });
    await lessons.pass(10);
    expect(student(lessons).map(({ notice }) => notice)).toEqual(['invitation']);
    expect(await lessons.show()).toMatchObject({ mail: { student: { problem: { kind: 'BOUNCED' } } } });
    const { body } = await lessons.world.request('getMeeting', { id });
    expect(JSON.parse(body)).toMatchObject({ mail: { student: { problem: { kind: 'BOUNCED' } } } });
    await expectQuiet(lessons);
  });
});
