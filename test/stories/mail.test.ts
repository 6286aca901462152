import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { MailRefused, MailUnsent } from '../../steps/domain/errors.ts';
import { HOUR, MINUTE } from '../../steps/domain/instants.ts';
import type { MailMessage } from '../../steps/mail/ports.ts';
import { MEET_TIME, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const EMAILS = { teacher_email: 'ada@school.example', student_email: 'ben@home.example' };

/** A meeting, scheduled two days before, of two people with e-mail addresses. */
async function invited(options: Partial<WorldOptions> = {}, fields: Record<string, unknown> = {}): Promise<Stage> {
  return new Stage({ start: t(-48 * 60), mail: {}, telling: true, ...options }).schedule({ ...EMAILS, ...fields });
}

const mails = ({ world }: Stage): readonly MailMessage[] => world.mailing.mail.delivered;
const of = (stage: Stage, role: string): string[] =>
  mails(stage)
    .filter((mail) => mail.role === role)
    .map(({ notice }) => notice);
const all = (stage: Stage): string[] => mails(stage).map(({ role, notice }) => `${role} ${notice}`);
const move = async ({ world, id }: Stage, minutes: number): Promise<unknown> =>
  world.request('changeMeeting', { id }, { meet_time: new Date(t(minutes)).toISOString() });

/** Lets the world run for some minutes. */
const pass = async (stage: Stage, minutes: number): Promise<void> =>
  stage.world.run(stage.world.now + minutes * MINUTE);

/** Nothing is left to tell. */
async function expectQuiet(stage: Stage): Promise<void> {
  const row = await stage.row;
  expect(row).not.toHaveProperty('mail_at');
  expect(row).not.toHaveProperty('mailed.teacher.lease');
  expect(row).not.toHaveProperty('mailed.student.lease');
  expect(await stage.world.ports.outbox.unmailed('9999', 10)).toEqual([]);
}

describe('people of a meeting', () => {
  it('get an invitation at once, with their own link only, and a reminder a day and an hour before', async () => {
    const stage = await invited();
    await stage.at(-2850);
    expect(all(stage)).toEqual(['teacher invitation', 'student invitation']);
    for (const { role, to, text, html } of mails(stage)) {
      const [own, other] = role === 'teacher' ? (['teacher', 'student'] as const) : (['student', 'teacher'] as const);
      expect(to.address).toBe(EMAILS[`${own}_email`]);
      expect(text).toContain(stage.keyOf(own));
      expect(html).toContain(stage.keyOf(own));
      expect(`${text}${html}`).not.toContain(stage.keyOf(other));
    }
    await stage.at(-24 * 60 + 3);
    expect(of(stage, 'teacher')).toEqual(['invitation', 'reminder']);
    await stage.at(-57);
    expect(of(stage, 'student')).toEqual(['invitation', 'reminder', 'reminder']);
    await stage.stay('teacher', -4, 20);
    await stage.at(60);
    expect(of(stage, 'teacher')).toEqual(['invitation', 'reminder', 'reminder']);
  });

  it('are told a move, a late start, an extension and a cancellation', async () => {
    const stage = await invited();
    await pass(stage, 5);
    await move(stage, 30);
    await stage.at(25);
    const key = { headers: { 'x-link-key': stage.keyOf('teacher') } };
    await stage.world.request('startLate', { id: stage.id }, { minutes: 10 }, key);
    await stage.at(30);
    await stage.world.request('extendMeeting', { id: stage.id }, { minutes: 10 }, key);
    await stage.at(35);
    await stage.cancel();
    await stage.at(60);
    const changes = of(stage, 'student').filter((notice) => notice !== 'reminder');
    expect(changes).toEqual(['invitation', 'moved', 'moved', 'extended', 'cancelled']);
    await expectQuiet(stage);
  });

  it('without an address get nothing, and a deployment without mail sends nothing', async () => {
    const one = await invited({}, { teacher_email: undefined });
    await one.at(0);
    expect(new Set(mails(one).map(({ role }) => role))).toEqual(new Set(['student']));
    const none = await new Stage().schedule(EMAILS);
    await none.at(0);
    expect(mails(none)).toEqual([]);
    expect(await none.row).not.toHaveProperty('mailed');
    expect(await none.row).not.toHaveProperty('mail_at');
  });

  it('are told where and when in their own language and time zone', async () => {
    const zones = { teacher_time_zone: 'Asia/Tokyo', teacher_language: 'ja', student_language: 'de-AT' };
    const stage = await invited({}, { ...zones, time_zone: 'Europe/Berlin' });
    await pass(stage, 5);
    const [teacher, student] = mails(stage);
    expect(teacher?.subject).toBe('Benさんとのミーティング');
    expect(student?.subject).toBe('Ihre Besprechung mit Ada');
    const hour = new Date(MEET_TIME).getUTCHours();
    expect(teacher?.text).toContain(`${(hour + 9) % 24}時00分～`);
    expect(student?.text).toContain(`${hour + 1}:00`);
    expect(student?.text).toMatch(/Mitteleuropäische Normalzeit/);
  });

  it('are invited anew at another address, and the address before is told nothing more', async () => {
    const stage = await invited();
    await pass(stage, 5);
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'benny@home.example' });
    await stage.cancel();
    await pass(stage, 5);
    await stage.at(0);
    const toStudent = mails(stage).filter(({ role }) => role === 'student');
    // Cancelled in the same minute: the new address never heard of it.
    expect(toStudent.map(({ to, notice }) => `${to.address} ${notice}`)).toEqual(['ben@home.example invitation']);
  });

  it('are told that the other one waits in the open room, once, a minute after the start', async () => {
    const stage = await invited();
    await stage.stay('teacher', -4, 0.5);
    await stage.at(0.5);
    await stage.say('teacher', 'joined');
    expect(of(stage, 'student')).not.toContain('open');
    await stage.stay('teacher', 0.6, 8);
    expect(of(stage, 'student').filter((notice) => notice === 'open')).toHaveLength(1);
    expect(of(stage, 'teacher')).not.toContain('open');
    await stage.stay('student', 9, 20);
    await stage.at(60);
    expect(of(stage, 'student').filter((notice) => notice === 'open')).toHaveLength(1);
    await expectQuiet(stage);
  });

  it('that are both there are not told that the other one waits', async () => {
    const stage = await invited();
    await stage.at(-3);
    await stage.say('teacher', 'joined');
    await stage.say('student', 'joined');
    await stage.at(10);
    expect(all(stage).filter((mail) => mail.endsWith('open'))).toEqual([]);
  });
});

describe('what changes before it is told', () => {
  /** A mail service that is down until `works`. */
  function outage(): { works: boolean; readonly options: Partial<WorldOptions> } {
    const state = {
      works: false,
      options: {
        onMail: async (_message: MailMessage, deliver: () => void) => {
          if (!state.works) throw new MailUnsent('down');
          deliver();
        },
      },
    };
    return state;
  }

  it('twice is told once, with the latest plan', async () => {
    const service = outage();
    const stage = await invited(service.options);
    await pass(stage, 5);
    await move(stage, 60);
    await move(stage, 90);
    await pass(stage, 5);
    service.works = true;
    await pass(stage, 60);
    expect(all(stage).toSorted()).toEqual(['student invitation', 'teacher invitation']);
    expect(mails(stage)[0]?.text).toContain(new Date(t(90)).toISOString().slice(11, 16));
    await expectQuiet(stage);
  });

  it('is not told when it is cancelled: who was not invited gets no cancellation', async () => {
    const service = outage();
    const stage = await invited(service.options);
    await pass(stage, 5);
    await stage.cancel();
    service.works = true;
    await pass(stage, 120);
    expect(mails(stage)).toEqual([]);
    await expectQuiet(stage);
  });

  it('back to what was told is not told', async () => {
    const service = outage();
    service.works = true;
    const stage = await invited(service.options);
    await pass(stage, 5);
    service.works = false;
    await move(stage, 60);
    await pass(stage, 1);
    await move(stage, 0);
    service.works = true;
    await pass(stage, 120);
    expect(of(stage, 'student')).toEqual(['invitation']);
    await expectQuiet(stage);
  });
});

describe('reminders', () => {
  const reminders = (stage: Stage): string[] => of(stage, 'student').filter((notice) => notice === 'reminder');

  it('do not follow an invitation or a move within two hours', async () => {
    const stage = new Stage({ start: t(-170), mail: {} });
    await stage.schedule(EMAILS);
    await stage.at(-100);
    await move(stage, 5);
    await stage.at(0);
    expect(of(stage, 'student')).toEqual(['invitation', 'moved']);
  });

  it('follow the meeting to its new time', async () => {
    const stage = await invited();
    await pass(stage, 10);
    await move(stage, 5 * 60);
    await stage.at(4 * 60 - 1);
    expect(reminders(stage)).toHaveLength(1);
    await stage.at(4 * 60 + 3);
    expect(reminders(stage)).toHaveLength(2);
  });

  it('of an outage are sent after it, only the latest one, and none after the start', async () => {
    let broken = true;
    const between = interceptCalls(async ({ caller, port }, make) => {
      if (broken && caller === 'sendNotices' && port !== 'meetings') throw new Error('broken');
      if (broken && caller === 'sendNotices') throw new Error('broken');
      return make();
    });
    const stage = await invited({ between });
    broken = false;
    await pass(stage, 10);
    broken = true;
    await stage.at(-30);
    expect(reminders(stage)).toHaveLength(0);
    broken = false;
    await stage.at(-20);
    expect(reminders(stage)).toHaveLength(1);
    await stage.at(60);
    expect(reminders(stage)).toHaveLength(1);

    const late = await invited({ between });
    await pass(late, 10);
    broken = true;
    await late.at(3);
    broken = false;
    await late.at(10);
    expect(reminders(late)).toHaveLength(0);
  });

  it('are as many as the operator wants', async () => {
    const stage = await invited({ mail: { reminders: [3] } });
    await stage.at(-3 * 60 + 3);
    expect(reminders(stage)).toHaveLength(1);
    await stage.at(0);
    expect(reminders(stage)).toHaveLength(1);
  });
});

describe('the step that sends', () => {
  it.each(['meetings.find', 'meetings.replace', 'mail.send'])(
    'tells everything that it must, and nothing twice, when it dies before %s',
    async (call) => {
      let deaths = 0;
      const between = interceptCalls(async ({ caller, port, method }, make) => {
        if (caller === 'sendNotices' && `${port}.${method}` === call && (deaths += 1) <= 4) throw new Error('died');
        return make();
      });
      const stage = await invited({ between });
      await pass(stage, 60);
      await stage.cancel();
      await pass(stage, 60);
      expect(deaths).toBeGreaterThan(2);
      expect(all(stage).toSorted()).toEqual([
        'student cancelled',
        'student invitation',
        'teacher cancelled',
        'teacher invitation',
      ]);
      await expectQuiet(stage);
    },
  );

  it('sends a mail again after a lost answer, and after it died before it could write it: the same one', async () => {
    for (const call of ['mail.send', 'meetings.replace']) {
      let sends = 0;
      let deaths = 0;
      const between = interceptCalls(async ({ caller, port, method }, make) => {
        const name = `${port}.${method}`;
        if (caller !== 'sendNotices') return make();
        if (name === 'mail.send') sends += 1;
        const isHit = name === call && sends > 0 && (deaths += 1) === 1;
        if (isHit && call === 'meetings.replace') throw new Error('died');
        const result = await make();
        if (isHit) throw new Error('the answer is lost');
        return result;
      });
      const stage = await invited({ between });
      await pass(stage, 60);
      expect(deaths).toBeGreaterThan(0);
      expect(all(stage).toSorted()).toEqual(['student invitation', 'teacher invitation', 'teacher invitation']);
      const [first, again] = mails(stage).filter(({ role }) => role === 'teacher');
      const { calendar, ...sent } = first!;
      expect(again).toMatchObject(sent);
      const entry = ({ text = '' }: { text?: string } = {}) => /UID:[^]*SEQUENCE:\d+/.exec(text)?.[0];
      expect(entry(again?.calendar)).toBe(entry(calendar));
      expect(entry(calendar)).toMatch(/SEQUENCE:0$/);
      await expectQuiet(stage);
    }
  });

  it('tells a cancellation to people whose invitation may have arrived, although it died before it could write that', async () => {
    let isDead = false;
    let sends = 0;
    const between = interceptCalls(async ({ caller, port }, make) => {
      if (caller !== 'sendNotices') return make();
      if (isDead) throw new Error('dead');
      const result = await make();
      isDead = port === 'mail' && (sends += 1) === 1;
      return result;
    });
    const stage = await invited({ between });
    await pass(stage, 1);
    expect(all(stage)).toEqual(['teacher invitation']);
    await stage.cancel();
    isDead = false;
    await pass(stage, 60);
    expect(all(stage)).toEqual(['teacher invitation', 'teacher cancelled']);
    await expectQuiet(stage);
  });

  it('tells the time again after a move back, when the mail about the move may have arrived', async () => {
    let isLost = false;
    const stage = await invited({
      onMail: async (_message, deliver) => {
        deliver();
        if (isLost) throw new Error('the answer is lost');
      },
    });
    await pass(stage, 60);
    isLost = true;
    await move(stage, 60);
    await pass(stage, 0.2);
    isLost = false;
    await move(stage, 0);
    await pass(stage, 60);
    for (const role of ['teacher', 'student']) expect(of(stage, role)).toEqual(['invitation', 'moved', 'moved']);
    const start = (mail: MailMessage | undefined) => /DTSTART[^:]*:(\w+)/.exec(mail?.calendar?.text ?? '')?.[1];
    const [first, , last] = mails(stage).filter(({ role }) => role === 'student');
    expect(start(last)).toBe(start(first));
    await expectQuiet(stage);
  });

  it('waits for a mail to an address that was replaced, so that it cannot arrive after a later one when the address comes back', async () => {
    let sends = 0;
    const slow: { arrives?: () => void } = {};
    const stage = await invited({
      onMail: async ({ role }, deliver) => {
        if (role === 'student' && (sends += 1) === 1) await new Promise<void>((resolve) => (slow.arrives = resolve));
        deliver();
      },
    });
    await pass(stage, 0.1);
    const rename = (student_email: string) => stage.world.request('changeMeeting', { id: stage.id }, { student_email });
    await rename('benny@home.example');
    await pass(stage, 0.1);
    await rename(EMAILS.student_email);
    await pass(stage, 0.5);
    slow.arrives?.();
    await pass(stage, 60);
    const toStudent = mails(stage).filter(({ role }) => role === 'student');
    expect(toStudent.map(({ to, notice }) => `${to.address} ${notice}`)).toEqual(['ben@home.example invitation']);
    await expectQuiet(stage);
  });

  it('sends to a new address after the lease of a call that died, and no cancellation to an address that knows nothing', async () => {
    let isDead = true;
    const between = interceptCalls(async ({ caller, port }, make) => {
      if (caller !== 'sendNotices' || !isDead || port !== 'mail') return make();
      await make();
      return new Promise<never>(() => undefined);
    });
    const stage = await invited({ between });
    await pass(stage, 0.1);
    isDead = false;
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'benny@home.example' });
    await pass(stage, 1);
    const toStudent = () =>
      mails(stage).flatMap(({ role, to, notice }) => (role === 'student' ? `${to.address} ${notice}` : []));
    expect(toStudent()).toEqual(['ben@home.example invitation']);
    await stage.cancel();
    await pass(stage, 60);
    expect(toStudent()).toEqual(['ben@home.example invitation']);
    await expectQuiet(stage);
  });

  it('sends once when it is called many times at once', async () => {
    const stage = await invited({ onMail: undefined! });
    for (let call = 0; call < 20; call++) stage.world.mailing.send({ meetingIds: [stage.id] });
    await pass(stage, 60);
    expect(all(stage)).toEqual(['teacher invitation', 'student invitation']);
  });

  it('never blocks a meeting, and one address that fails holds up nobody', async () => {
    const stage = await invited({
      onMail: async ({ role }, deliver) => {
        if (role === 'teacher') throw new Error('down');
        deliver();
      },
    });
    await stage.stay('teacher', -2, 20);
    await stage.at(60);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(of(stage, 'student')).toEqual(['invitation', 'reminder', 'reminder', 'open']);
  });

  it('tries for about a day with growing pauses, records that it gave up, and tells the next change all the same', async () => {
    let attempts = 0;
    let works = false;
    const stage = await invited(
      {
        onMail: async (_message, deliver) => {
          if (works) return deliver();
          attempts += 1;
          throw new Error('down');
        },
      },
      { student_email: undefined },
    );
    await stage.world.run(stage.world.now + 22 * HOUR);
    expect(attempts).toBe(7);
    expect((await stage.row).mailed?.teacher).toMatchObject({ problem: { kind: 'UNSENT' } });
    works = true;
    await move(stage, 60);
    await pass(stage, 5);
    expect(of(stage, 'teacher')).toEqual(['moved']);
    expect((await stage.row).mailed?.teacher).not.toHaveProperty('problem');
  });

  it('records a refusal at once, and does not repeat what was refused', async () => {
    let attempts = 0;
    const stage = await invited({
      onMail: async ({ role }, deliver) => {
        if (role === 'teacher') return deliver();
        attempts += 1;
        throw new MailRefused('no such address');
      },
    });
    await pass(stage, 23 * 60);
    expect(attempts).toBe(1);
    expect((await stage.row).mailed?.student).toMatchObject({ problem: { kind: 'REFUSED' } });
    await expectQuiet(stage);
  });

  it('does not tell a cancellation a day late', async () => {
    let works = true;
    const stage = await invited({
      onMail: async (_message, deliver) => {
        if (!works) throw new Error('down');
        deliver();
      },
    });
    await pass(stage, 5);
    works = false;
    await stage.cancel();
    await stage.world.run(stage.world.now + 26 * HOUR);
    works = true;
    await pass(stage, 60);
    expect(all(stage)).toEqual(['teacher invitation', 'student invitation']);
    await expectQuiet(stage);
  });
});

describe('a mail that comes back', () => {
  it('is shown on the meeting, and nothing more is sent to the address', async () => {
    const stage = await invited();
    await pass(stage, 5);
    const { world, id } = stage;
    await world.mailing.report(
      mails(stage).find(({ role }) => role === 'student')!,
      'Bounce',
    );
    await move(stage, 30);
    await stage.cancel();
    await pass(stage, 60);
    expect(of(stage, 'student')).toEqual(['invitation']);
    expect(of(stage, 'teacher')).toEqual(['invitation', 'cancelled']);
    const { mail } = JSON.parse((await world.request('getMeeting', { id })).body) as { mail: object };
    expect(mail).toEqual({
      teacher: { last: { notice: 'cancelled', at: expect.any(String) } },
      student: {
        last: { notice: 'invitation', at: expect.any(String) },
        problem: { kind: 'BOUNCED', at: expect.any(String) },
      },
    });
    await expectQuiet(stage);
  });

  it('because of a full mailbox, or from an address that was replaced, changes nothing', async () => {
    const stage = await invited();
    await pass(stage, 5);
    const sent = mails(stage).find(({ role }) => role === 'student')!;
    await stage.world.mailing.report(sent, 'Bounce', 'Transient');
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'benny@home.example' });
    await stage.world.mailing.report(sent, 'Bounce');
    await pass(stage, 5);
    expect(of(stage, 'student')).toEqual(['invitation', 'invitation']);
    expect((await stage.row).mailed?.student).not.toHaveProperty('problem');
  });

  it('is sent to a better address', async () => {
    const stage = await invited();
    await pass(stage, 5);
    await stage.world.mailing.report(
      mails(stage).find(({ role }) => role === 'student')!,
      'Complaint',
    );
    expect((await stage.row).mailed?.student).toMatchObject({ problem: { kind: 'COMPLAINED' } });
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'benny@home.example' });
    await pass(stage, 5);
    expect(mails(stage).map(({ to }) => to.address)).toContain('benny@home.example');
    expect(JSON.parse((await stage.world.request('getMeeting', { id: stage.id })).body)).not.toHaveProperty(
      'mail.student.problem',
    );
  });
});
