import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Joining, Link } from '../../../web/lib/api.ts';
import { playChime } from '../../../web/lib/chime.ts';
import { JoinPage } from '../../../web/pages/join.tsx';
import { launchingLink, openLink } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';
import { recordSound } from '../support/sound.ts';

const student: Link = { id: 'k3v9t2m8q5x7r1za', role: 'student', key: 'K' };
const launching: Joining = { open: false, answer: { ...launchingLink, retry_after_seconds: 0.001 } };
const open: Joining = { open: true, answer: openLink };

let sound: ReturnType<typeof recordSound>;
let shown: string[];
/** What the person answers. */
let answer: NotificationPermission;
const requestPermission = jest.fn(async () => {
  FakeNotification.permission = answer;
  return answer;
});
class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'default';
  static readonly requestPermission = requestPermission;
  constructor(title: string, { body }: NotificationOptions) {
    super();
    shown.push(`${title}: ${body}`);
  }
}

beforeEach(() => {
  sound = recordSound();
  shown = [];
  FakeNotification.permission = 'default';
  requestPermission.mockClear();
  Reflect.set(window, 'Notification', FakeNotification);
});
afterEach(() => {
  sound.undo();
  Reflect.deleteProperty(window, 'Notification');
  Reflect.deleteProperty(document, 'visibilityState');
});

/** Opens the join page. The room is prepared until `openRoom` is called. */
function wait(): { openRoom(): void } & Pick<ReturnType<typeof renderPage>, 'unmount'> {
  let current = launching;
  const { unmount } = renderPage(<JoinPage link={student} />, {
    join: async () => current,
    presence: async () => undefined,
  });
  return { unmount, openRoom: () => void (current = open) };
}

const ask = (): HTMLElement | null => screen.queryByRole('button', { name: 'Notify me when it opens' });

describe('the permission to notify', () => {
  it('is asked for once, after a click, and the notification comes when the room opens behind another tab', async () => {
    answer = 'granted';
    const first = wait();
    await userEvent.click(await screen.findByRole('button', { name: 'Notify me when it opens' }));
    await screen.findByText('You get a notification when it opens');
    first.unmount();
    const again = wait();
    await screen.findByText('You get a notification when it opens');
    expect(ask()).toBeNull();
    expect(requestPermission).toHaveBeenCalledTimes(1);
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    again.openRoom();
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    await waitFor(() => expect(shown).toEqual([expect.stringMatching(/^The room is open: .*Grace Hopper/)]));
    expect(sound.played.at(-1)?.notes).toHaveLength(2);
  });

  it('is not asked for again after a refusal', async () => {
    answer = 'denied';
    const first = wait();
    await userEvent.click(await screen.findByRole('button', { name: 'Notify me when it opens' }));
    await waitFor(() => expect(ask()).toBeNull());
    first.unmount();
    const again = wait();
    await screen.findByRole('timer');
    expect(ask()).toBeNull();
    again.openRoom();
    await screen.findByRole('link', { name: /Enter the room/ });
    expect([requestPermission.mock.calls.length, shown.length]).toEqual([1, 0]);
  });
});

describe('the speaker test', () => {
  it('plays two notes when somebody asks for it', async () => {
    wait();
    await userEvent.click(await screen.findByRole('button', { name: 'Play a sound' }));
    await waitFor(() => expect(sound.played.map(({ notes }) => notes.length)).toEqual([2]));
  });

  it('plays on the chosen speaker', async () => {
    await playChime('headphones');
    expect(sound.played).toEqual([{ speaker: 'headphones', notes: [523.25, 783.99] }]);
  });
});
