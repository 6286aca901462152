import '../../../local/quiet-aws-libraries.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { bodyOf, createClient } from '../../../client/client.ts';
import { HOST_KIND_SPECS } from '../../../infra/host-kinds.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { graceEnd } from '../../../steps/domain/attendance.ts';
import { graceOf } from '../../../steps/domain/timetable.ts';
import { launchBrowser } from '../support/browser.ts';
import { freePort } from '../../support/listen.ts';
import { until } from '../../support/until.ts';

let browser: Browser;
/** The same browser. By default, Playwright keeps every page visible, and a visible page is never frozen. */
let unemulated: Browser;
let runtime: Runtime;
const dataDir = mkdtempSync(join(tmpdir(), 'elephant-frozen-'));

beforeAll(async () => {
  const port = await freePort();
  browser = await launchBrowser({ args: [`--remote-debugging-port=${port}`] });
  unemulated = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  runtime = await startRuntime({
    port: 0,
    speed: 60,
    dataDir,
    bootTime: () => 20_000,
    origins: [],
    write: () => undefined,
    // Like hosts of kind `ami`.
    timetable: { ...HOST_KIND_SPECS.ami.timetable, attendanceWindow: WINDOW / 1000 },
    hostsCount: false,
  });
});
afterAll(async () => {
  await unemulated.close();
  await browser.close();
  await runtime.stop();
  rmSync(dataDir, { recursive: true });
});

const MINUTE = 60_000;
/** Twenty seconds of real time to open the page and to enter the room, also on a busy machine. */
const WINDOW = 20 * MINUTE;
const pass = (time: number): Promise<void> =>
  new Promise((resolve) => runtime.clock.at(runtime.clock.now() + time, resolve));

/** The row, once it satisfies the condition. */
const rowThat = (id: string, satisfies: (row: Meeting) => boolean): Promise<Meeting> =>
  until(String(satisfies), 80, async () => {
    const row = await runtime.ports.meetings.find(id);
    return row !== undefined && satisfies(row) && row;
  });

/** Freezes the page as a phone does in the background, or lets it go on. */
async function setLifecycle(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Page.setWebLifecycleState', { state });
}

it('a lesson in a tab of its own goes on while the browser freezes the join page', async () => {
  const response = await createClient({ base: runtime.url }).schedule({
    teacher_name: 'Ada Lovelace',
    student_name: 'Ben Carter',
    meet_time: new Date(runtime.clock.now() + MINUTE).toISOString(),
    frontend_base_url: runtime.joinUrl,
  });
  const { id, student_link } = bodyOf(response);
  const page = await unemulated.contexts()[0]!.newPage();
  page.context().setDefaultTimeout(60_000);
  await page.goto(student_link);
  const [room] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: /Enter the room/ }).click(),
  ]);
  await room.bringToFront();
  const { meet_time } = await rowThat(id, ({ status }) => status === 'IN_PROGRESS');
  // The attendance window is over, too.
  await pass(Math.max(0, Date.parse(meet_time) + WINDOW - runtime.clock.now()) + MINUTE);

  await setLifecycle(page, 'frozen');
  await pass(MINUTE);
  const frozen = await runtime.ports.meetings.find(id);
  await pass(2 * graceOf(frozen!.timetable));
  const later = await runtime.ports.meetings.find(id);
  expect(later).toMatchObject({ status: 'IN_PROGRESS', attendance: frozen!.attendance });
  expect(later?.verdict).toBeUndefined();
  expect(room.isClosed()).toBe(false);

  await setLifecycle(page, 'active');
  const { last_seen_at } = frozen!.attendance.student!;
  await rowThat(id, ({ attendance }) => attendance.student!.last_seen_at > last_seen_at);

  await page.close({ runBeforeUnload: true });
  const left = await rowThat(id, ({ attendance }) => attendance.student!.left_at !== undefined);
  const ended = await rowThat(id, ({ status }) => status === 'ENDED');
  expect(ended.outcome).toBe('COMPLETED');
  expect(Date.parse(ended.verdict!.at)).toBeLessThan(graceEnd(left)! + 2 * MINUTE);
});
