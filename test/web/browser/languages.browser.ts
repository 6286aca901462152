import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../support/until.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 20, timeout: 60_000, word: 'lesson' });
const { visit } = visits;

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement);
/** What a person who uses the keyboard would have lost. */
const focusIsLost = (page: Page): Promise<unknown> => page.evaluate('document.activeElement === document.body');

/** Presses Tab until the control has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${await target.innerText()}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Enters the room with the keyboard, and returns its tab. */
async function enter(page: Page, name: string | RegExp, mute: string): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await press(page, page.getByRole('link', { name }));
  const room = await opened;
  await room.getByRole('button', { name: mute }).waitFor();
  return room;
}

describe('a lesson of an English teacher and an Arabic student, with the keyboard only', () => {
  it('has names for screen readers in both languages, and never loses the focus', async () => {
    const { teacher_link, student_link, meet_time } = await visits.runtime.schedule(2);
    const [teacher, student] = [await visit(teacher_link), await visit(student_link, { language: 'ar' })];
    await teacher.getByRole('heading', { level: 1, name: 'Your lesson with Ben Carter' }).waitFor();
    await student.getByRole('heading', { level: 1, name: 'درسك مع Ada Lovelace' }).waitFor();
    expect(await teacher.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
      'en',
      'ltr',
    ]);
    expect(await student.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
      'ar',
      'rtl',
    ]);
    for (const [page, people, calendar] of [
      [teacher, 'Who is here', 'Add to calendar'],
      [student, 'من هنا', 'أضف إلى التقويم'],
    ] as const) {
      expect(await page.locator('main').ariaSnapshot()).toContain(`list "${people}"`);
      await press(page, page.getByRole('button', { name: calendar }));
      await page.getByRole('dialog', { name: calendar }).waitFor();
      await page.keyboard.press('Escape');
      expect(await isFocused(page.getByRole('button', { name: calendar }))).toBe(true);
    }

    const rooms = [await enter(teacher, /^Enter the room/, 'Mute'), await enter(student, /^ادخل الغرفة/, 'كتم الصوت')];
    await rooms[0]!.getByRole('heading', { name: 'Ben Carter' }).waitFor();
    await press(rooms[0]!, rooms[0]!.getByRole('button', { name: 'Mute' }));
    await rooms[0]!.getByRole('button', { name: 'Unmute' }).waitFor();
    await student.getByRole('heading', { name: 'أنت في الغرفة' }).waitFor();
    expect(await focusIsLost(student)).toBe(false);

    // The lesson has taken place when somebody was heard after its time. Before that, the teacher would cancel it.
    await until(
      'a minute of the lesson',
      60,
      async () => (await visits.runtime.now()) > Date.parse(meet_time) + 60_000,
    );
    await press(teacher, teacher.getByRole('button', { name: 'End for all' }));
    const dialog = teacher.getByRole('dialog', { name: 'End the lesson for everyone?' });
    await press(teacher, dialog.getByRole('button', { name: 'End lesson' }));
    await teacher.getByRole('heading', { level: 1, name: 'You ended the lesson' }).waitFor();
    await student.getByRole('heading', { level: 1, name: 'أنهى المعلّم الدرس' }).waitFor();
    for (const page of [teacher, student]) expect(await focusIsLost(page)).toBe(false);
    await press(student, student.getByRole('button', { name: 'رائع' }));
    await student.getByText('تم الإرسال. يراه المنظّم.').first().waitFor();
  });

  it('announces each stage once, and no seconds', async () => {
    const { student_link } = await visits.runtime.schedule(11);
    const student = await visit(student_link, { language: 'ar' });
    await student.getByRole('heading', { level: 1 }).waitFor();
    await student.evaluate(`
      window.announced = [];
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite]'))
        new MutationObserver(() => window.announced.push(region.textContent)).observe(region, {
          childList: true, characterData: true, subtree: true,
        });
    `);
    await student.getByRole('link', { name: /^ادخل الغرفة/ }).waitFor();
    const announced = await student.evaluate<readonly string[]>('window.announced');
    expect(announced).toEqual([...new Set(announced)]);
    expect(announced.at(-1)).toBe('الغرفة مفتوحة');
    expect(announced.length).toBeLessThanOrEqual(3);
  });
});

describe('the organiser', () => {
  it('chooses a language, which stays on the device, and schedules in it', async () => {
    const form = await visit(`${visits.runtime.url}/`, { language: 'fr' });
    await form.getByRole('heading', { name: 'Planifier une réunion' }).waitFor();
    await form.getByRole('combobox', { name: 'Langue' }).selectOption({ label: 'العربية' });
    await form.getByRole('heading', { name: 'تحديد موعد اجتماع' }).waitFor();
    await form.reload();
    await form.getByLabel('المعلّم', { exact: true }).fill('منى');
    await form.getByLabel('الطالب', { exact: true }).fill('Ben');
    await press(form, form.getByRole('button', { name: 'تحديد الموعد' }));
    await form.getByRole('dialog', { name: 'تم تحديد الموعد' }).waitFor();
    await form.getByRole('button', { name: 'نسخ رابط الطالب' }).waitFor();
    expect(await form.evaluate('document.documentElement.dir')).toBe('rtl');
  });
});
