import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { parseLink } from '../../../client/client.ts';
import type { Receipt } from '../../../steps/api/http/response-schemas.ts';
import { until } from '../../support/until.ts';
import { bothFlow, flows, KEEP_CONNECTIONS, LIVE_DEVICES } from '../support/media.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 30, timeout: 20_000, mayLog: (error) => error.includes('WebSocket connection') });

/** A browser whose devices of these kinds are missing, or blocked. */
const without = (kinds: readonly ('audio' | 'video')[], error: string): string => `
  const kept = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (${JSON.stringify(kinds)}.some((kind) => wanted[kind])) throw new DOMException('', '${error}');
    return kept(wanted);
  };
`;

const visit = (url: string, script = ''): Promise<Page> => visits.visit(url, { script: KEEP_CONNECTIONS + script });

interface Rooms {
  readonly receipt: Receipt;
  readonly teacher: string;
  readonly student: string;
}

/** The addresses of an open room. */
async function openRoom(): Promise<Rooms> {
  const receipt = await visits.runtime.schedule(1);
  const [teacher, student] = await Promise.all([
    visits.runtime.openRoom(parseLink(receipt.teacher_link)),
    visits.runtime.openRoom(parseLink(receipt.student_link)),
  ]);
  return { receipt, teacher, student };
}

describe('a call in the room of the local runtime', () => {
  it('has audio, video and chat in both directions; a reload and kill -9 do not end it', async () => {
    const { teacher: teacherRoom, student: studentRoom } = await openRoom();
    const teacher = await visit(teacherRoom);
    await teacher.getByText('Waiting for Ben Carter').waitFor();
    const student = await visit(studentRoom);
    await bothFlow(teacher, student);
    expect(new URL(student.url()).hash).toBe('');

    await teacher.getByRole('textbox', { name: 'Message to Ben Carter' }).fill('Page 31: https://cake.example/eighths');
    await teacher.keyboard.press('Enter');
    await student.getByRole('link', { name: 'https://cake.example/eighths' }).waitFor();
    await student.getByRole('button', { name: 'Mute' }).click();
    await teacher.getByText('Ben Carter, Muted').waitFor();

    await student.reload();
    await Promise.all([flows(student), flows(teacher, ['frames'])]);
    await student.getByRole('link', { name: 'https://cake.example/eighths' }).waitFor();
    // The microphone was muted before the reload, so it still is.
    await teacher.getByText('Ben Carter, Muted').waitFor();
    await student.getByRole('button', { name: 'Unmute' }).click();
    await bothFlow(teacher, student);

    await visits.runtime.kill();
    await teacher.getByText('The room is not reachable. Your call continues').waitFor();
    await bothFlow(teacher, student);
    await visits.runtime.start();
    await teacher.getByText('The room is not reachable').waitFor({ state: 'hidden' });
    await teacher.reload();
    await bothFlow(teacher, student);
  });

  it('shares a screen beside the camera', async () => {
    const rooms = await openRoom();
    const [teacher, student] = [await visit(rooms.teacher), await visit(rooms.student)];
    await bothFlow(teacher, student);
    await teacher.getByRole('button', { name: 'Share your screen' }).click();
    const screen = student.locator('.tile[data-screen] video');
    await screen.waitFor();
    await until('the screen has a picture', 30, () =>
      screen.evaluate((video: HTMLVideoElement) => video.videoWidth > 0),
    );
    await teacher.getByRole('button', { name: 'Stop sharing' }).first().click();
    await screen.waitFor({ state: 'detached' });
  });

  it.each([
    ['no camera', ['video'], 'NotFoundError', 'Camera: not found', ['audioBytes']],
    ['no microphone', ['audio'], 'NotReadableError', 'Microphone: in use by another program', ['frames']],
    ['no permission', ['audio', 'video'], 'NotAllowedError', 'Microphone and camera: blocked by your browser', []],
  ] as const)('works with %s: the person receives all and sends the rest', async (_, kinds, error, text, sent) => {
    const rooms = await openRoom();
    const teacher = await visit(rooms.teacher);
    const student = await visit(rooms.student, without(kinds, error));
    await student.getByText(text).waitFor();
    await flows(student);
    await flows(teacher, sent);
  });

  it('continues with another microphone from the device picker', async () => {
    const rooms = await openRoom();
    const [teacher, student] = [await visit(rooms.teacher), await visit(rooms.student)];
    await bothFlow(teacher, student);
    await teacher.getByRole('button', { name: 'Devices' }).click();
    const microphones = teacher.getByRole('dialog').getByLabel('Microphone');
    const labels = await microphones.locator('option').allTextContents();
    expect(labels.length).toBeGreaterThan(1);
    await microphones.selectOption({ label: labels.at(-1)! });
    await until(
      'the other microphone is in use',
      30,
      async () => (await microphones.locator('option:checked').textContent()) === labels.at(-1),
    );
    await teacher.getByRole('button', { name: 'Close' }).click();
    await bothFlow(teacher, student);
  });

  it('a second tab continues the call, and the first one says so', async () => {
    const rooms = await openRoom();
    const [teacher, first] = [await visit(rooms.teacher), await visit(rooms.student)];
    await bothFlow(teacher, first);
    const second = await visit(rooms.student);
    await first.getByRole('heading', { name: 'You opened the room in another tab' }).waitFor();
    await bothFlow(teacher, second);
  });

  it('"Leave" on the join page turns camera and microphone off; a reload of that page does not', async () => {
    const { teacher_link, student_link } = await visits.runtime.schedule(1);
    const teacher = await visit(await visits.runtime.openRoom(parseLink(teacher_link)));
    const join = await visit(student_link);
    const opened = join.context().waitForEvent('page');
    await join.getByRole('link', { name: 'Enter the room' }).click();
    const room = await opened;
    await bothFlow(teacher, room);

    await join.reload();
    await join.getByRole('heading', { name: 'You are in the room' }).waitFor();
    await bothFlow(teacher, room);
    await join.getByRole('button', { name: 'Leave' }).click();
    await room.getByRole('heading', { name: 'You left the room' }).waitFor();
    await teacher.getByText('Ben Carter left the room').waitFor();
    expect(await room.evaluate(LIVE_DEVICES)).toBe(0);
    await room.getByRole('button', { name: 'Go back' }).click();
    await bothFlow(teacher, room);
  });

  it('shows who left, lets people come back, and ends with the meeting', async () => {
    const { receipt, ...rooms } = await openRoom();
    const [teacher, student] = [await visit(rooms.teacher), await visit(rooms.student)];
    await bothFlow(teacher, student);
    await student.getByRole('button', { name: 'Leave' }).click();
    await student.getByRole('heading', { name: 'You left the room' }).waitFor();
    await teacher.getByText('Ben Carter left the room').waitFor();
    await student.getByRole('button', { name: 'Go back' }).click();
    await bothFlow(teacher, student);
    await visits.runtime.end(parseLink(receipt.teacher_link));
    for (const page of [teacher, student]) await page.getByRole('heading', { name: 'The meeting is over' }).waitFor();
    const late = await visit(rooms.student).catch((error: Error) => error.message);
    expect(late).toContain('ERR_CONNECTION_REFUSED');
  });
});
