import { describe, expect, it } from '@jest/globals';
import type { MailMessage } from '../../steps/mail/ports.ts';
import type { World } from '../../simulation/world/world.ts';
import { Lessons } from '../support/lessons.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const EMAILS = { teacher_email: 'ada@school.example', student_email: 'ben@home.example' };

const reminders = (world: World): readonly MailMessage[] =>
  world.mailing.mail.delivered.filter(({ notice }) => notice === 'reminder');
const shown = (world: World): string[] => reminders(world).map(({ role }) => role);
const tokenIn = ({ unsubscribe = '' }: MailMessage): string => unsubscribe.split('/').at(-1)!;

/** A meeting whose people got their first reminder. */
async function reminded(): Promise<{ stage: Stage; token: string; mail: MailMessage }> {
  const stage = await new Stage({ start: t(-48 * 60), mail: {}, telling: true }).schedule({
    ...EMAILS,
    student_language: 'de',
  });
  await stage.at(-24 * 60 + 3);
  const mail = reminders(stage.world).find(({ role }) => role === 'student')!;
  return { stage, mail, token: tokenIn(mail) };
}

describe('a reminder', () => {
  it('has an address to turn off reminders, in the header and at its end; other mails have none', async () => {
    const { stage, mail } = await reminded();
    expect(mail.unsubscribe).toMatch(/^https:\/\/[^/]+\/reminders\/[\w.-]+$/);
    expect(mail.text).toContain(`Keine Erinnerungen mehr:\n${mail.unsubscribe}`);
    expect(mail.html).toContain(`href="${mail.unsubscribe}"`);
    const others = stage.world.mailing.mail.delivered.filter(({ notice }) => notice !== 'reminder');
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) expect(other).not.toHaveProperty('unsubscribe');
  });

  it('opened in a browser asks first, in the language of the person, and changes nothing', async () => {
    const { stage, token } = await reminded();
    const page = await stage.world.request('askUnsubscribe', { token });
    expect(page).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
    expect(page.headers).not.toHaveProperty('Content-Disposition');
    expect(page.headers['Content-Security-Policy']).toContain("default-src 'none'");
    expect(page.body).toContain('<html lang="de"');
    expect(page.body).toContain('<form method="post"><button name="List-Unsubscribe" value="One-Click">');
    await stage.at(-50);
    expect(shown(stage.world)).toEqual(['teacher', 'student', 'teacher', 'student']);
  });

  it('is the last one after one request, also a repeated one; the other person and other mails go on', async () => {
    const { stage, token } = await reminded();
    for (let time = 0; time < 2; time += 1) {
      const done = await stage.world.request('unsubscribe', { token }, 'List-Unsubscribe=One-Click');
      expect(done.status).toBe(200);
      expect(done.body).not.toContain('<form');
    }
    await stage.at(-50);
    expect(shown(stage.world)).toEqual(['teacher', 'student', 'teacher']);
    await stage.cancel();
    await stage.at(-40);
    const { world } = stage;
    expect(world.mailing.mail.delivered.filter(({ notice }) => notice === 'cancelled')).toHaveLength(2);
  });

  it('cannot be turned off with another token: 404, and nothing else can be done with this one', async () => {
    const { stage, token } = await reminded();
    const [id = '', role = '', key = ''] = token.split('.');
    const changed = key.startsWith('A') ? `B${key.slice(1)}` : `A${key.slice(1)}`;
    const bad = [
      '',
      'x',
      key,
      `${id}.${role}`,
      `${id}.teacher.${key}`,
      `${id}.host.${key}`,
      `${'a'.repeat(16)}.${role}.${key}`,
      `${id}.${role}.${changed}`,
      `${id}.${role}.${stage.keyOf('student')}`,
      `${token}x`,
      `../${token}`,
    ];
    for (const one of bad)
      for (const route of ['askUnsubscribe', 'unsubscribe'] as const)
        expect(await stage.world.request(route, { token: one })).toMatchObject({ status: 404 });
    const headers = { 'x-link-key': key };
    const joined = await stage.world.request('join', { id, role }, undefined, { headers });
    expect(joined.status).toBe(403);
    await stage.at(-50);
    expect(shown(stage.world)).toEqual(['teacher', 'student', 'teacher', 'student']);
  });

  it('at a new address starts anew: the token of the address before ends', async () => {
    const { stage, token } = await reminded();
    await stage.world.request('unsubscribe', { token });
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'benny@home.example' });
    expect(await stage.world.request('unsubscribe', { token })).toMatchObject({ status: 404 });
    await stage.at(-50);
    expect(reminders(stage.world).map(({ to }) => to.address)).toContain('benny@home.example');
  });
});

describe('reminders of a series', () => {
  it('stop for all its dates and those of the series that continues it, with one request', async () => {
    const lessons = new Lessons({ mail: {}, telling: true });
    await lessons.create(EMAILS);
    await lessons.pass(1.1);
    const { world } = lessons;
    expect(new Set(shown(world))).toEqual(new Set(['teacher', 'student']));
    const token = tokenIn(reminders(world).find(({ role }) => role === 'student')!);
    expect(token.startsWith(lessons.id)).toBe(true);
    expect(await world.request('unsubscribe', { token })).toMatchObject({ status: 200 });
    const before = shown(world).length;
    await lessons.call('changeSeries', { duration_minutes: 30 }, { from: '2026-10-26' });
    await lessons.pass(7);
    expect(shown(world).length).toBeGreaterThan(before);
    expect(shown(world).slice(before)).not.toContain('student');
    expect(await world.ports.outbox.unmailed('9999', 10)).toEqual([]);
  });
});
