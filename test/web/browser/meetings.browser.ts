import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { PHONE } from '../support/browser.ts';
import { enter, heading } from '../support/lesson.ts';
import { localParts } from '../../../web/lib/zones.ts';
import { until } from '../../support/until.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 60, timeout: 60_000 });
const { visit } = visits;

const outcome = async (id: string): Promise<unknown> => {
  const { status, outcome: ended } = await visits.runtime.meeting(id);
  return [status, ended];
};

async function savedFile(page: Page, button: Locator): Promise<{ name: string; lines: string[] }> {
  const download = page.waitForEvent('download');
  await button.click();
  const file = await download;
  const text = readFileSync(await file.path(), 'utf8');
  return { name: file.suggestedFilename(), lines: text.replaceAll('\r\n ', '').split('\r\n') };
}

describe('a meeting from the form to the end', () => {
  it('completes after both have joined and left', async () => {
    const form = await visit(`${visits.runtime.url}/`);
    await form.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
    await form.getByLabel('Student', { exact: true }).fill('Ben Carter');
    const { date, time } = localParts((await visits.runtime.now()) + 6 * 60_000, 'Europe/Berlin');
    await form.getByLabel('Date').fill(date);
    await form.getByLabel('Time', { exact: true }).fill(time);
    await form.getByRole('button', { name: 'Schedule meeting' }).click();
    const dialog = form.getByRole('dialog', { name: 'Meeting scheduled' });
    const [teacherLink, studentLink] = await Promise.all(
      ['teacher', 'student'].map((role) => dialog.getByRole('textbox', { name: `The ${role}'s link` }).inputValue()),
    );
    const saved = await savedFile(form, dialog.getByRole('button', { name: 'Calendar file for the student' }));
    expect(saved.name).toMatch(/^meeting-with-ada-lovelace-\d{4}-\d\d-\d\d\.ics$/);
    expect(saved.lines).toContain(`URL;VALUE=URI:${studentLink}`);
    expect(saved.lines.join('\n')).not.toContain(teacherLink!.slice(-20));

    const [teacher, student] = [await visit(teacherLink!), await visit(studentLink!)];
    await student.waitForURL((url) => !url.searchParams.has('key'));
    const rooms = [await enter(teacher), await enter(student)];
    await heading(rooms[0]!, 'Ben Carter');
    await heading(rooms[1]!, 'Ada Lovelace');

    const { id } = Object.fromEntries(new URL(student.url()).searchParams) as { id: string };
    const overview = await visit(`${visits.runtime.url}/meetings?id=${id}`);
    await overview.getByText('Technical details').click();
    await overview.getByRole('img', { name: /Hold meeting: in progress/ }).waitFor();
    // Of both people.
    await overview.getByText('in the room since').nth(1).waitFor();
    // Presence before the meeting time alone would not complete the meeting.
    const { meet_time } = await visits.runtime.meeting(id);
    await until(
      'a minute of the meeting',
      60,
      async () => (await visits.runtime.now()) > Date.parse(meet_time) + 60_000,
    );

    // The host counts the people in the room, so they leave both.
    for (const room of rooms) await room.getByRole('button', { name: 'Leave' }).click();
    await student.getByRole('button', { name: 'Leave' }).click();
    await heading(student, 'The room is open');
    // The page sends "left" while it closes.
    await teacher.close({ runBeforeUnload: true });
    await until("the teacher's 'left'", 60, async () => {
      const { attendance } = await visits.runtime.meeting(id);
      return attendance.teacher?.left_at !== undefined;
    });
    await heading(student, 'The meeting is over');
    await overview.getByText('Completed').first().waitFor();
    expect(await outcome(id)).toEqual(['ENDED', 'COMPLETED']);
  });
});

describe('outcomes', () => {
  it('shows that nobody joined', async () => {
    const { id, student_link } = await visits.runtime.schedule(1);
    const student = await visit(student_link, { viewport: PHONE });
    await heading(student, 'The room is open');
    await heading(student, 'Nobody joined the meeting');
    expect(await outcome(id)).toEqual(['ENDED', 'NO_SHOW']);
  });

  it('lets the teacher end the meeting for all', async () => {
    const { teacher_link, student_link } = await visits.runtime.schedule(0);
    const [teacher, student] = [await visit(teacher_link), await visit(student_link)];
    await enter(student);
    await enter(teacher);
    await teacher.getByRole('button', { name: 'End for all' }).click();
    await teacher.getByRole('button', { name: 'End meeting' }).click();
    await heading(teacher, 'You ended the meeting');
    await heading(student, 'The teacher ended the meeting');
  });

  it('lets the organiser cancel the meeting', async () => {
    const { id, student_link } = await visits.runtime.schedule(600);
    const student = await visit(student_link);
    await student
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
    const overview = await visit(`${visits.runtime.url}/meetings`);
    await overview
      .getByRole('link', { name: /Scheduled/ })
      .first()
      .click();
    await overview.getByRole('button', { name: 'Cancel meeting' }).click();
    await overview.getByRole('button', { name: 'Yes, cancel' }).click();
    await overview.getByText('Cancelled', { exact: true }).first().waitFor();
    await heading(student, 'The organiser cancelled the meeting');
    expect(await outcome(id)).toEqual(['ENDED', 'CANCELLED']);
  });
});

describe('links', () => {
  it('are in the calendar entries of their person', async () => {
    const { id, student_link, meet_time } = await visits.runtime.schedule(600);
    const student = await visit(student_link);
    await student.getByRole('button', { name: 'Add to calendar' }).click();
    const dialog = student.getByRole('dialog', { name: 'Add to calendar' });
    const { lines } = await savedFile(student, dialog.getByRole('button', { name: 'Calendar file' }));
    expect(lines).toContain(`UID:${id}@elephant-meetings`);
    expect(lines).toContain(`URL;VALUE=URI:${student_link}`);
    const addressOf = async (name: string): Promise<URLSearchParams> =>
      new URL((await dialog.getByRole('link', { name }).getAttribute('href'))!).searchParams;
    const [google, outlook] = [await addressOf('Google Calendar'), await addressOf('Outlook')];
    expect([google.get('location'), outlook.get('location')]).toEqual([student_link, student_link]);
    expect(Date.parse(outlook.get('startdt')!)).toBe(Date.parse(meet_time));
    expect(google.get('dates')).toMatch(new RegExp(`^${meet_time.replaceAll(/[-:]/g, '')}/`));
  });

  it('reject a wrong key', async () => {
    const { student_link } = await visits.runtime.schedule(600);
    const stranger = await visit(student_link.replace(/key=.*/, 'key=guessed'));
    await heading(stranger, 'This link is not valid');
  });

  it('stop working when the organiser revokes them, and the new one works', async () => {
    const { id, student_link } = await visits.runtime.schedule(600);
    const student = await visit(student_link);
    await student
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
    const overview = await visit(`${visits.runtime.url}/meetings?id=${id}`);
    await overview.getByText('Personal links').click();
    const shown = overview.getByRole('region', { name: "The student's link" });
    await shown.getByRole('button', { name: 'Revoke and issue a new link' }).click();
    await overview.getByRole('button', { name: 'Yes, revoke' }).click();
    await overview.getByRole('dialog').waitFor({ state: 'detached' });
    await heading(student, 'This link is not valid');
    await until('the link is new', 60, async () => (await shown.getByRole('textbox').inputValue()) !== student_link);
    const again = await visit(await shown.getByRole('textbox').inputValue());
    await again
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
  });

  it('work after a reload, but not in another tab without the key', async () => {
    const { student_link } = await visits.runtime.schedule(600);
    const student = await visit(student_link);
    await student
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
    await student.reload();
    await student
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
    const elsewhere = await visit(student.url());
    await heading(elsewhere, 'This link is incomplete');
  });

  it('do not appear in referrers, and their keys appear only in URLs of the API', async () => {
    const { student_link } = await visits.runtime.schedule(600);
    const person = await visits.person();
    const page = await person.newPage();
    const seen: { readonly url: string; readonly referer: string | undefined }[] = [];
    page.on('request', (request) => seen.push({ url: request.url(), referer: request.headers()['referer'] }));
    await page.goto(student_link);
    await page
      .getByText(/^(The room opens at|until )/)
      .first()
      .waitFor();
    expect(seen.filter(({ referer }) => referer)).toEqual([]);
    const key = new URL(student_link).searchParams.get('key')!;
    const routes = seen.filter(({ url }) => url.includes(key)).map(({ url }) => new URL(url).pathname.split('/')[1]);
    expect(new Set(routes)).toEqual(new Set(['join']));
  });
});

describe('with the keyboard only', () => {
  it('schedules a meeting', async () => {
    const form = await visit(`${visits.runtime.url}/`);
    await heading(form, 'Schedule a meeting');
    const keys = form.keyboard;
    await keys.press('Tab');
    expect(await form.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await keys.press('Enter');
    await keys.press('Tab');
    await keys.type('Ada');
    await keys.press('Tab');
    await keys.type('Ben');
    await form.getByRole('combobox', { name: 'Time zone' }).focus();
    await keys.type('kath');
    await keys.press('Enter');
    expect(await form.getByRole('combobox', { name: 'Time zone' }).inputValue()).toMatch(/Kat(h)?mandu/);
    await keys.press('Enter');
    const dialog = form.getByRole('dialog', { name: 'Meeting scheduled' });
    await dialog.waitFor();
    // The dialog traps the focus and restores it.
    for (let presses = 0; presses < 20; presses++) {
      await keys.press('Tab');
      expect(
        await form.evaluate(`document.activeElement === document.body || !!document.activeElement.closest('dialog')`),
      ).toBe(true);
    }
    await keys.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await form.evaluate('document.activeElement.closest("form") !== null')).toBe(true);
  });
});
