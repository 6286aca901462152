import type { Page } from 'playwright-core';
import { launchingLink, openLink, scheduledLink } from './fixtures.ts';
import type { MockOptions } from './mock.ts';
import { ROOM_PATHS } from './room.ts';
import { OCCURRENCE_ID } from './series.ts';

/** A state of a page. Each scene is checked for accessibility; screenshots are taken of it. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  /** Alternative text of the picture in the documentation; undefined if there is no picture. */
  readonly shows?: string;
  readonly api?: MockOptions;
  /** English if undefined. */
  readonly language?: string;
  /** Brings the page into the state, and waits for it. */
  readonly act: (page: Page) => Promise<unknown>;
}

const LINK = '/join?id=p8w4n6j2c9y3d7hb&role=student&key=secret';
const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();

async function scrolledTo(page: Page, graph: RegExp): Promise<void> {
  await page.getByText('Technical details').click();
  await page.getByRole('img', { name: graph }).waitFor();
  await page.evaluate("document.getElementById('workflow-title').scrollIntoView()");
}

/** Opens the room of the student in a second tab, and waits for the call. */
async function inCall(page: Page): Promise<void> {
  const student = await page.context().newPage();
  await student.goto(new URL(ROOM_PATHS.student, page.url()).href);
  await page.bringToFront();
  await page.locator('.tile-large video').waitFor();
  if (!(await page.getByRole('log').isVisible())) await page.getByRole('button', { name: 'Chat' }).click();
  // The room keeps the message for the next pictures.
  const link = page.getByRole('link', { name: 'https://cake.example/eighths' });
  if ((await link.count()) === 0) {
    await page.getByRole('textbox', { name: 'Message to Mia Nakamura' }).fill('Page 31: https://cake.example/eighths');
    await page.keyboard.press('Enter');
  }
  await link.waitFor();
}

async function chooseStudentZone(page: Page, city: string): Promise<void> {
  const zone = page.getByRole('combobox', { name: 'Where the student is' });
  await zone.click();
  await zone.fill(city);
  await page.keyboard.press('Enter');
}

export const SCENES: readonly Scene[] = [
  {
    name: 'schedule',
    shows: 'The form that schedules a meeting: teacher, student, date, time, duration, time zone',
    path: '/',
    act: heading('Schedule a meeting'),
  },
  {
    name: 'schedule-errors',
    path: '/',
    api: {
      schedule: {
        status: 422,
        body: {
          detail: 'meet_time is over',
          errors: [
            { field: 'meet_time', message: 'is over', code: 'OVER' },
            { field: 'frontend_base_url', message: 'is not allowed', code: 'ORIGIN' },
          ],
        },
      },
    },
    act: async (page) => {
      await page.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
      await page.getByLabel('Student', { exact: true }).fill('Ben Carter');
      await page.getByRole('button', { name: 'Schedule meeting' }).click();
      await page.getByText('The meeting would be over').waitFor();
    },
  },
  {
    name: 'schedule-zones',
    path: '/',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Time zone' }).click();
      await page.getByRole('combobox', { name: 'Time zone' }).fill('new');
      await page.getByRole('listbox').getByRole('option').first().waitFor();
    },
  },
  {
    name: 'schedule-series',
    shows: 'The form that schedules a series: its dates before it is saved, and those on which the local time changes',
    path: '/',
    act: async (page) => {
      await page.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
      await page.getByLabel('Student', { exact: true }).fill('Ben Carter');
      await chooseStudentZone(page, 'New York');
      await page.getByLabel('Time', { exact: true }).fill('17:30');
      await page.getByLabel('Repeat').selectOption('Every week');
      await page.getByText('more dates').first().waitFor();
    },
  },
  {
    name: 'scheduled',
    shows: 'The dialog after scheduling: both personal links to copy, open, and add to a calendar, and the local times',
    path: '/',
    act: async (page) => {
      await page.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
      await page.getByLabel('Student', { exact: true }).fill('Ben Carter');
      await page.getByRole('button', { name: 'Schedule meeting' }).click();
      await page.getByRole('button', { name: 'Calendar file for the student', disabled: false }).waitFor();
    },
  },
  {
    name: 'scheduled-series',
    shows: 'The dialog after scheduling a series: one link for each person, and the next dates in both zones',
    path: '/',
    act: async (page) => {
      await page.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
      await page.getByLabel('Student', { exact: true }).fill('Ben Carter');
      await page.getByLabel('Repeat').selectOption('Every week');
      await page.getByRole('button', { name: 'Schedule series' }).click();
      await page.getByRole('dialog', { name: 'Series scheduled' }).waitFor();
    },
  },
  {
    name: 'meetings',
    shows: 'Live meetings first, then the meetings of each day',
    path: '/meetings',
    act: (page) => page.getByText('Noah Weber').waitFor(),
  },
  {
    name: 'meetings-week',
    path: '/meetings?view=week',
    act: (page) => page.getByText('Noah Weber').waitFor(),
  },
  {
    name: 'series-list',
    path: '/meetings?view=series',
    act: (page) => page.getByText('Every two weeks').waitFor(),
  },
  {
    name: 'series',
    shows: 'A series: its next dates in both zones, those that were moved or cancelled, and why one has no meeting',
    path: '/meetings?series=s3r1e5b2e4n6t8u0',
    act: (page) => page.getByText('no host was free').waitFor(),
  },
  {
    name: 'series-change',
    path: '/meetings?series=s3r1e5b2e4n6t8u0',
    act: async (page) => {
      await page.getByRole('button', { name: 'Change dates' }).click();
      await page.getByLabel('Time (').fill('17:30');
      await page.getByText('and so on').waitFor();
    },
  },
  {
    name: 'series-end',
    path: '/meetings?series=s3r1e5b2e4n6t8u0',
    act: async (page) => {
      await page.getByRole('button', { name: 'End series' }).click();
      await page.getByLabel('First date that is cancelled').waitFor();
    },
  },
  {
    name: 'series-move',
    path: `/meetings?id=${OCCURRENCE_ID}`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByLabel('This one and all following').check();
      await page.getByText('and so on').waitFor();
    },
  },
  {
    name: 'series-arabic',
    path: '/meetings?series=s3r1e5b2e4n6t8u0',
    language: 'ar',
    act: (page) => page.getByText('New York').first().waitFor(),
  },
  {
    name: 'overview',
    shows: 'The overview of a day: hosts, time to ready, outcomes, cost, and what failed',
    path: '/overview',
    act: (page) => page.getByText('Liam Murphy').waitFor(),
  },
  {
    name: 'reports',
    shows: 'Reports: meetings by week, time in rooms, cost, and outcomes',
    path: '/reports',
    act: (page) => page.getByText('Download as CSV').waitFor(),
  },
  {
    name: 'webhooks',
    shows: 'Webhooks: their state, and recent deliveries with answer and duration',
    path: '/webhooks',
    act: async (page) => {
      await page.getByText('Recent deliveries').first().click();
      await page.getByText('HTTP 204').waitFor();
    },
  },
  {
    name: 'meeting-running',
    shows: 'A meeting in progress: its course, attendance, and cost so far',
    path: '/meetings?id=k3v9t2m8q5x7r1za',
    act: (page) => page.getByText('in the room since').first().waitFor(),
  },
  {
    name: 'workflow-running',
    path: '/meetings?id=k3v9t2m8q5x7r1za',
    act: (page) => scrolledTo(page, /Hold meeting: in progress/),
  },
  {
    name: 'meeting-failed',
    path: '/meetings?id=o4u8g2s6f1z9l3qf',
    act: async (page) => {
      await page.getByText('The room was not ready in time').waitFor();
      await page.getByText('Who did what').click();
      await page.getByText('Machine client').waitFor();
    },
  },
  {
    name: 'workflow-failed',
    shows:
      'The workflow graph of a meeting whose hosts were not healthy in time: path, retries, caught error, time in each state',
    path: '/meetings?id=o4u8g2s6f1z9l3qf',
    act: (page) => scrolledTo(page, /Meeting failed/),
  },
  {
    name: 'cancel',
    path: '/meetings?id=k3v9t2m8q5x7r1za',
    act: async (page) => {
      await page.getByRole('button', { name: 'Cancel meeting' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'join-early',
    path: LINK,
    api: { join: { open: false, answer: scheduledLink } },
    act: heading('Grace Hopper'),
  },
  {
    name: 'join-starting',
    shows: 'The join page while the host starts: countdown, progress, people, camera and microphone',
    path: LINK,
    api: { join: { open: false, answer: launchingLink } },
    act: async (page) => {
      await page.getByRole('button', { name: 'Check camera and microphone' }).click();
      await page.getByRole('button', { name: 'Turn off' }).waitFor();
      await page.evaluate(
        "new Promise((resolve) => { document.querySelector('video').requestVideoFrameCallback(() => resolve()); })",
      );
    },
  },
  {
    name: 'join-open',
    shows: 'The join page when the room is open',
    path: LINK,
    api: { join: { open: true, answer: openLink } },
    act: heading('The room is open'),
  },
  {
    name: 'join-extend',
    path: LINK.replace('student', 'teacher'),
    api: {
      join: { open: true, answer: { ...openLink, hard_end: '2026-12-01T14:00:00Z', extension_minutes_left: 120 } },
    },
    act: async (page) => {
      await page.getByRole('button', { name: 'Extend' }).click();
      await page.getByRole('button', { name: '15 minutes' }).waitFor();
    },
  },
  {
    name: 'join-over',
    shows: 'The join page after the teacher ended the meeting',
    path: LINK,
    api: {
      join: {
        status: 410,
        body: {
          outcome: 'COMPLETED',
          ended_by: 'teacher',
          took_minutes: 46,
          next: { meet_time: '2026-12-08T15:00:00Z', duration_minutes: 60, name: 'Ada Lovelace' },
        },
      },
    },
    act: async (page) => {
      await heading('The teacher ended the meeting')(page);
      await page.getByRole('button', { name: 'Good' }).click();
      await page.getByText('Your organiser sees it').waitFor();
    },
  },
  {
    name: 'join-cancelled',
    path: LINK,
    api: { join: { status: 410, body: { outcome: 'CANCELLED', ended_by: 'organiser' } } },
    act: heading('The organiser cancelled the meeting'),
  },
  {
    name: 'join-code',
    path: LINK,
    api: { join: { open: false, answer: launchingLink } },
    act: async (page) => {
      await page.getByRole('button', { name: 'Add to calendar' }).click();
      await page.getByRole('link', { name: 'Outlook' }).waitFor();
    },
  },
  {
    name: 'join-arabic',
    path: LINK,
    language: 'ar',
    api: { join: { open: false, answer: launchingLink } },
    act: heading('Grace Hopper'),
  },
  {
    name: 'join-arabic-over',
    path: LINK,
    language: 'ar',
    api: {
      join: {
        status: 410,
        body: {
          outcome: 'COMPLETED',
          took_minutes: 46,
          next: { meet_time: '2026-12-08T15:00:00Z', duration_minutes: 60, name: 'Ada Lovelace' },
        },
      },
    },
    act: (page) => page.getByRole('button', { name: 'رائع' }).waitFor(),
  },
  {
    name: 'schedule-arabic',
    path: '/',
    language: 'ar',
    act: heading('تحديد موعد اجتماع'),
  },
  {
    name: 'meetings-arabic',
    shows: 'The list of meetings in Arabic, from right to left',
    path: '/meetings',
    language: 'ar',
    act: (page) => page.getByText('Noah Weber').waitFor(),
  },
  {
    name: 'meeting-arabic',
    path: '/meetings?id=k3v9t2m8q5x7r1za',
    language: 'ar',
    act: async (page) => {
      await page.getByText('في الغرفة منذ').first().waitFor();
      await page.getByText('من فعل ماذا').click();
      await page.getByText('portal').waitFor();
    },
  },
  {
    name: 'join-wrong-key',
    path: LINK,
    api: { join: { status: 403, body: { detail: 'This link is not valid for this meeting.' } } },
    act: heading('This link is not valid'),
  },
  {
    name: 'room-alone',
    path: ROOM_PATHS.student,
    act: (page) => page.getByText('Waiting for Grace Hopper').waitFor(),
  },
  {
    name: 'room',
    shows: 'The room of the local runtime: the other person, the own picture, chat and controls',
    path: ROOM_PATHS.teacher,
    act: inCall,
  },
  {
    name: 'room-devices',
    path: ROOM_PATHS.teacher,
    act: async (page) => {
      await page.getByText('Waiting for Mia Nakamura').waitFor();
      await page.getByRole('button', { name: 'Devices' }).click();
      await page.getByRole('combobox', { name: 'Camera' }).waitFor();
    },
  },
  {
    name: 'room-left',
    path: ROOM_PATHS.teacher,
    act: async (page) => {
      await page.getByRole('button', { name: 'Leave' }).click();
      await heading('You left the room')(page);
    },
  },
  {
    name: 'room-no-token',
    path: '/room',
    act: heading('Enter the room from your personal link'),
  },
];

export const sceneNamed = (wanted: string): Scene => SCENES.find(({ name }) => name === wanted)!;

/** Join pages and rooms. */
export const isOfGuests = ({ path }: Scene): boolean => /^\/(join|room)\b/.test(path);
