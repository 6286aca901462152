import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Joining, type Link, Refusal, Unreachable } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { LanguageProvider } from '../../../web/components/language.tsx';
import { clockTime, longDate, setLocale } from '../../../web/lib/instant.ts';
import { JoinPage } from '../../../web/pages/join.tsx';
import { launchingLink, NOW, openLink, scheduledLink } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

const student: Link = { id: 'k3v9t2m8q5x7r1za', role: 'student', key: 'K' };
const teacher: Link = { ...student, role: 'teacher' };
const quick = { retry_after_seconds: 0.001, presence_every_seconds: 0.001 };

/** Returns the responses in order, then repeats the last. */
function respond(...responses: readonly (Joining | Error)[]): Api['join'] {
  let calls = 0;
  return async () => {
    const response = responses[Math.min(calls++, responses.length - 1)]!;
    if (response instanceof Error) throw response;
    return response;
  };
}
const signals = (presence: jest.Mock<Api['presence']>): string[] => presence.mock.calls.map(([, event]) => event);
const waiting: Joining = { open: false, answer: { ...scheduledLink, ...quick } };
const launching: Joining = { open: false, answer: { ...launchingLink, ...quick } };
const open: Joining = { open: true, answer: openLink };

describe('the join page', () => {
  it('calls nothing if the link is incomplete', () => {
    renderPage(<JoinPage link={undefined} />, {});
    expect(screen.getByRole('heading', { name: 'This link is incomplete' })).toBeTruthy();
  });

  it('shows when the room opens, then that it is prepared with a countdown, then the open room', async () => {
    renderPage(<JoinPage link={student} />, { join: respond(waiting, launching, open) });
    await screen.findByText(/^The room opens at/);
    expect(screen.queryByRole('timer')).toBeNull();
    await screen.findByText('Your room is being prepared', { selector: 'h2' });
    expect(screen.getByRole('timer').textContent).toMatch(/^\d:\d\duntil/);
    // How a machine gets ready is not for guests.
    expect(screen.queryByText(launchingLink.progress!)).toBeNull();
    const enter = await screen.findByRole('link', { name: /Enter the room/ });
    expect([enter.getAttribute('href'), enter.getAttribute('rel')]).toEqual([openLink.room_url, 'noopener noreferrer']);
  });

  it('goes to the current or the next meeting with the link of a series', async () => {
    const go = jest.fn<(address: string) => void>();
    const address = 'https://lessons.example/join?id=abcdefgh01234567&role=student&key=K2';
    renderPage(<JoinPage link={student} go={go} />, {
      join: respond(new Refusal(404, {})),
      currentOccurrence: async () => ({ address }),
    });
    await waitFor(() => expect(go).toHaveBeenCalledWith(address));
    expect(screen.queryByText("We couldn't find this meeting")).toBeNull();
  });

  it('shows the next date of a series while it has no meeting, and goes there as soon as it has one', async () => {
    const go = jest.fn<(address: string) => void>();
    const address = 'https://lessons.example/join?id=abcdefgh01234567&role=student&key=K2';
    const ahead = { role: 'student', meet_time: '2027-01-11T15:00:00Z', retry_after_seconds: 1 } as const;
    let isCreated = false;
    renderPage(<JoinPage link={student} go={go} />, {
      join: respond(new Refusal(404, {})),
      currentOccurrence: async () => (isCreated ? { address } : ahead),
    });
    await screen.findByRole('heading', { name: 'Next meeting' });
    const at = Date.parse(ahead.meet_time);
    expect(screen.getByText(`${longDate(at)}, ${clockTime(at)}`).getAttribute('datetime')).toBe(ahead.meet_time);
    expect(go).not.toHaveBeenCalled();
    isCreated = true;
    await waitFor(() => expect(go).toHaveBeenCalledWith(address), { timeout: 4000 });
  });

  it('goes to no address that could run a script', async () => {
    const go = jest.fn<(address: string) => void>();
    renderPage(<JoinPage link={student} go={go} />, {
      join: respond(new Refusal(404, {})),
      currentOccurrence: async () => ({ address: 'javascript:alert(1)' }),
    });
    await screen.findByRole('heading', { name: "We couldn't find this meeting" });
    expect(go).not.toHaveBeenCalled();
  });

  it('shows the time in the zone of the reader if the browser does not know the zone of the meeting', async () => {
    const elsewhere: Joining = { open: false, answer: { ...scheduledLink, time_zone: 'Mars/Olympus_Mons' } };
    renderPage(<JoinPage link={student} />, { join: respond(elsewhere) });
    await screen.findByText(/^The room opens at/);
    expect(screen.queryByText(/Olympus/)).toBeNull();
  });

  it('reports joined on enter and left on leave', async () => {
    const presence = jest.fn<Api['presence']>(async () => undefined);
    renderPage(<JoinPage link={student} />, { join: respond(open), presence });
    const enter = await screen.findByRole('link', { name: /Enter the room/ });
    expect(signals(presence)).toEqual(['waiting']);
    await userEvent.click(enter);
    await screen.findByRole('heading', { name: 'You are in the room' });
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(signals(presence)).toEqual(['waiting', 'joined', 'left', 'waiting']));
  });

  it('reports joined again after a reload', async () => {
    const presence = jest.fn<Api['presence']>(async () => undefined);
    sessionStorage.setItem('inside k3v9t2m8q5x7r1za as student', 'yes');
    renderPage(<JoinPage link={student} />, { join: respond(open), presence });
    await waitFor(() => expect(presence).toHaveBeenCalledWith(student, 'joined'));
  });

  describe('whose room is in a tab of its own', () => {
    /** With a long interval, so that only events of the page report. */
    async function inside() {
      const presence = jest.fn<Api['presence']>(async () => undefined);
      const sendLeftOnClose = jest.fn<Api['sendLeftOnClose']>();
      renderPage(<JoinPage link={student} />, { join: respond(open), presence, sendLeftOnClose });
      await userEvent.click(await screen.findByRole('link', { name: /Enter the room/ }));
      await waitFor(() => expect(signals(presence)).toEqual(['waiting', 'joined']));
      return { presence, sendLeftOnClose };
    }
    const transition = (type: string, persisted: boolean): boolean =>
      fireEvent(window, Object.assign(new Event(type), { persisted }));

    it('reports at once when the browser no longer freezes it, also in the background', async () => {
      const { presence, sendLeftOnClose } = await inside();
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      fireEvent(document, new Event('visibilitychange'));
      fireEvent(document, new Event('freeze'));
      fireEvent(document, new Event('resume'));
      await waitFor(() => expect(signals(presence)).toEqual(['waiting', 'joined', 'present']));
      Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
      fireEvent(document, new Event('visibilitychange'));
      await waitFor(() => expect(signals(presence)).toEqual(['waiting', 'joined', 'present', 'present']));
      expect(sendLeftOnClose).not.toHaveBeenCalled();
    });

    it('does not leave while the browser can restore it, and then reports at once', async () => {
      const { presence, sendLeftOnClose } = await inside();
      transition('pagehide', true);
      expect(sendLeftOnClose).not.toHaveBeenCalled();
      transition('pageshow', true);
      await waitFor(() => expect(signals(presence)).toEqual(['waiting', 'joined', 'present']));
    });

    it('leaves when it closes', async () => {
      const { sendLeftOnClose } = await inside();
      transition('pagehide', false);
      expect(sendLeftOnClose).toHaveBeenCalledTimes(1);
    });
  });

  it('shows who ended the meeting and asks for feedback when a presence call returns 410', async () => {
    const end = { outcome: 'COMPLETED', ended_by: 'teacher' } as const;
    let ended = false;
    const join: Api['join'] = async () => {
      if (ended) throw new Refusal(410, { ...end, took_minutes: 46 });
      return open;
    };
    const presence: Api['presence'] = async () => {
      ended = true;
      throw new Refusal(410, end);
    };
    renderPage(<JoinPage link={student} />, { join, presence });
    await userEvent.click(await screen.findByRole('link', { name: /Enter the room/ }));
    expect(await screen.findByRole('heading', { name: 'The teacher ended the meeting' })).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Great' })).toBeTruthy();
  });

  it.each([
    [new Refusal(403, {}), 'This link is not valid'],
    [new Refusal(404, {}), "We couldn't find this meeting"],
    [new Refusal(410, { outcome: 'NO_SHOW' }), 'Nobody joined the meeting'],
    [new Refusal(410, { outcome: 'CANCELLED', ended_by: 'organiser' }), 'The organiser cancelled the meeting'],
    [new Refusal(410, { outcome: 'FAILED' }), "We couldn't start your room"],
  ])('%#: shows "%s"', async (refusal, title) => {
    renderPage(<JoinPage link={student} />, { join: respond(refusal) });
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy();
  });

  it('keeps the page and shows that the connection is lost until it is back', async () => {
    let up = true;
    const join: Api['join'] = async () => {
      if (!up) throw new Unreachable('away');
      return waiting;
    };
    renderPage(<JoinPage link={student} />, { join });
    await screen.findByText(/^The room opens at/);
    up = false;
    await screen.findByText(/Connection lost/);
    expect(screen.getByText(/^The room opens at/)).toBeTruthy();
    up = true;
    await waitFor(() => expect(screen.queryByText(/Connection lost/)).toBeNull(), { timeout: 3_000 });
  });

  it('lets only the teacher end the meeting, after confirmation', async () => {
    let ended = false;
    const end = jest.fn<Api['end']>(async () => void (ended = true));
    const join: Api['join'] = async () => {
      if (ended) throw new Refusal(410, { outcome: 'COMPLETED', ended_by: 'teacher' });
      return open;
    };
    const { unmount } = renderPage(<JoinPage link={student} />, { join });
    await screen.findByRole('link', { name: /Enter the room/ });
    expect(screen.queryByRole('button', { name: 'End for all' })).toBeNull();
    unmount();

    renderPage(<JoinPage link={teacher} />, { join, end });
    await userEvent.click(await screen.findByRole('button', { name: 'End for all' }));
    await userEvent.click(screen.getByRole('button', { name: 'Not yet' }));
    expect(end).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'End for all' }));
    await userEvent.click(screen.getByRole('button', { name: 'End meeting' }));
    expect(await screen.findByRole('heading', { name: 'You ended the meeting' })).toBeTruthy();
  });

  it.each([
    ['a Jitsi room with an invalid domain', { kind: 'jitsi', domain: 'evil.example/x?', name: 'r' }],
    ['a room of an unknown kind', { kind: 'holodeck', domain: 'rooms.test', name: 'r' }],
  ])('opens %s in a tab', async (_name, room) => {
    const answer = { ...openLink, room } as typeof openLink;
    renderPage(<JoinPage link={student} />, { join: respond({ open: true, answer }) });
    expect(await screen.findByRole('link', { name: /Enter the room/ })).toBeTruthy();
  });

  it('does not link to an invalid address of the room', async () => {
    const bad: Joining = { open: true, answer: { ...openLink, room_url: 'javascript:alert(1)' } };
    renderPage(<JoinPage link={student} />, { join: respond(bad) });
    expect(await screen.findByText(/no valid address/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: /room/ })).toBeNull();
  });

  it('shows who is there, and who is not', async () => {
    renderPage(<JoinPage link={student} />, { join: respond(waiting, launching) });
    const people = within(await screen.findByRole('list', { name: 'Who is here' }));
    expect(people.getAllByRole('listitem').map((one) => one.textContent)).toEqual([
      'MYouHere',
      'GGrace HopperNot here yet',
    ]);
    await people.findByText(/Here since \d\d:50/);
    expect(screen.getByText('Grace Hopper is here.')).toBeTruthy();
  });

  it('reports that the person waits once the room is prepared, and not before', async () => {
    const presence = jest.fn<Api['presence']>(async () => undefined);
    const early = renderPage(<JoinPage link={student} />, { join: respond(waiting), presence });
    await screen.findByText(/^The room opens at/);
    early.unmount();
    expect(signals(presence)).toEqual([]);
    renderPage(<JoinPage link={student} />, { join: respond(launching), presence });
    await waitFor(() => expect(signals(presence)).toEqual(['waiting']));
  });

  it('says ten minutes before the end that it ends', async () => {
    const answer = { ...openLink, meet_time: new Date(NOW - 37 * 60_000).toISOString().replace('.000', '') };
    renderPage(<JoinPage link={student} />, { join: respond({ open: true, answer }) });
    expect((await screen.findByRole('note')).textContent).toBe('The meeting ends in 8 minutes.');
  });

  describe('ten minutes before the hard end', () => {
    const near = { ...openLink, hard_end: '2026-12-01T14:00:20Z', extension_minutes_left: 40 };
    const later = { ...near, hard_end: '2026-12-01T14:15:20Z', extension_minutes_left: 25 };
    const times = { meet_time: near.meet_time, ends_at: near.hard_end, hard_end: later.hard_end };

    it('says when the room closes, and lets the teacher extend it with the keyboard', async () => {
      let answer = near;
      const extend = jest.fn<Api['extend']>(async () => {
        answer = later;
        return times;
      });
      renderPage(<JoinPage link={teacher} />, {
        join: async () => ({ open: true, answer }),
        presence: async () => undefined,
        extend,
      });
      expect((await screen.findByRole('note')).textContent).toMatch(/^The room closes at \d\d:00/);
      screen.getByRole('button', { name: 'Extend' }).focus();
      await userEvent.keyboard('{Enter}');
      const dialog = within(await screen.findByRole('dialog', { name: 'Extend the meeting' }));
      expect(dialog.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
        '5 minutes',
        '10 minutes',
        '15 minutes',
        '30 minutes',
        '40 minutes',
        'Close',
      ]);
      dialog.getByRole('button', { name: '15 minutes' }).focus();
      await userEvent.keyboard('{Enter}');
      const said = await screen.findByText(/^The room closes at \d\d:15/, { selector: '[role="status"]' });
      await waitFor(() => expect(screen.queryByRole('button', { name: 'Extend' })).toBeNull());
      await waitFor(() => expect(document.activeElement).toBe(said));
      expect(screen.queryByRole('note')).toBeNull();
      expect(extend.mock.calls).toEqual([[teacher, 15, expect.stringMatching(/^.{32}-15$/)]]);
    });

    it('repeats a failed extension with the same key, so that it counts once', async () => {
      const extend = jest
        .fn<Api['extend']>()
        .mockRejectedValueOnce(new Unreachable('away'))
        .mockResolvedValueOnce(times);
      renderPage(<JoinPage link={teacher} />, {
        join: respond({ open: true, answer: near }),
        presence: async () => undefined,
        extend,
      });
      await userEvent.click(await screen.findByRole('button', { name: 'Extend' }));
      await userEvent.click(screen.getByRole('button', { name: '10 minutes' }));
      expect((await screen.findByRole('alert')).textContent).toMatch(/not responding/);
      await userEvent.click(screen.getByRole('button', { name: '10 minutes' }));
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      const [first, second] = extend.mock.calls;
      expect(first).toEqual(second);
    });

    it('offers nothing to the student, earlier, or when no minutes are left', async () => {
      const presence: Api['presence'] = async () => undefined;
      const page = (link: Link, answer: typeof near) =>
        renderPage(<JoinPage link={link} />, { join: respond({ open: true, answer }), presence });
      const shown = page(student, near);
      expect((await screen.findByRole('note')).textContent).toMatch(/^The room closes at/);
      expect(screen.queryByRole('button', { name: 'Extend' })).toBeNull();
      shown.unmount();
      const early = page(teacher, later);
      await screen.findByRole('link', { name: /Enter the room/ });
      expect(screen.queryByRole('button', { name: 'Extend' })).toBeNull();
      early.unmount();
      page(teacher, { ...near, extension_minutes_left: 0 });
      await screen.findByRole('note');
      expect(screen.queryByRole('button', { name: 'Extend' })).toBeNull();
    });
  });

  it('lets the teacher start later until somebody comes, counted from the planned start', async () => {
    let answer = { ...launchingLink, ...quick, late_minutes: 5, late_minutes_left: 25 };
    const startLate = jest.fn<Api['startLate']>(async () => {
      answer = { ...answer, meet_time: '2026-12-01T14:10:00Z', late_minutes_left: 0 };
      return { meet_time: answer.meet_time, ends_at: answer.hard_end, hard_end: answer.hard_end };
    });
    const api: Partial<Api> = { join: async () => ({ open: false, answer }), presence: async () => undefined };
    const { unmount } = renderPage(<JoinPage link={student} />, api);
    await screen.findByText('Your room is being prepared', { selector: 'h2' });
    expect(screen.queryByRole('button', { name: 'Start later' })).toBeNull();
    unmount();
    renderPage(<JoinPage link={teacher} />, { ...api, startLate });
    await userEvent.click(await screen.findByRole('button', { name: 'Start later' }));
    await userEvent.click(screen.getByRole('button', { name: '10 minutes' }));
    await screen.findByText(/^The meeting starts at \d\d:10/, { selector: '[role="status"]' });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Start later' })).toBeNull());
    expect(startLate.mock.calls).toEqual([[teacher, 15]]);
  });

  describe('after the end', () => {
    const over = new Refusal(410, { outcome: 'COMPLETED', took_minutes: 46 });

    it('says how long it took, thanks, and sends one click of feedback', async () => {
      const feedback = jest.fn<Api['feedback']>(async () => undefined);
      renderPage(<JoinPage link={student} />, { join: respond(over), feedback });
      expect(await screen.findByText('It took 46 minutes. Thank you for coming.')).toBeTruthy();
      await userEvent.click(screen.getByRole('button', { name: 'Good' }));
      expect(await screen.findByText('Sent. Your organiser sees it.')).toBeTruthy();
      expect(feedback.mock.calls).toEqual([[student, 4]]);
    });

    it('lets the person try again when the feedback was not sent', async () => {
      const feedback = jest.fn<Api['feedback']>(async () => Promise.reject(new Unreachable('away')));
      renderPage(<JoinPage link={student} />, { join: respond(over), feedback });
      await userEvent.click(await screen.findByRole('button', { name: 'Poor' }));
      expect(await screen.findByText(/not responding/)).toBeTruthy();
      await userEvent.click(screen.getByRole('button', { name: 'Fair' }));
      expect(feedback.mock.calls.map(([, rating]) => rating)).toEqual([1, 2]);
    });

    it('does not ask again, and not after a meeting that did not take place', async () => {
      const given = new Refusal(410, { outcome: 'COMPLETED', took_minutes: 46, feedback_given: true });
      const { unmount } = renderPage(<JoinPage link={student} />, { join: respond(given) });
      await screen.findByText('Sent. Your organiser sees it.');
      expect(screen.queryByRole('button', { name: 'Good' })).toBeNull();
      unmount();
      renderPage(<JoinPage link={student} />, { join: respond(new Refusal(410, { outcome: 'NO_SHOW' })) });
      await screen.findByRole('heading', { name: 'Nobody joined the meeting' });
      expect(screen.queryByText('How was it?')).toBeNull();
    });

    it('shows the next meeting whose link was opened on this device', async () => {
      const { unmount } = renderPage(<JoinPage link={{ ...student, id: 'z5f1s8g4u2e6o9lc' }} />, {
        join: respond(waiting),
      });
      await screen.findByText(/^The room opens at/);
      unmount();
      renderPage(<JoinPage link={student} />, { join: respond(over) });
      await screen.findByText('Next meeting');
      expect(screen.getByText('Known from links opened on this device.')).toBeTruthy();
      expect(localStorage.getItem('known meetings')).not.toContain(student.key);
    });
  });

  it('after a lesson of a series, shows the next one, unless an earlier meeting is known on this device', async () => {
    const next = { meet_time: '2026-12-08T15:00:00Z', duration_minutes: 60, name: 'Ada Lovelace' };
    const over = respond(new Refusal(410, { outcome: 'COMPLETED', took_minutes: 46, next }));
    const { unmount } = renderPage(<JoinPage link={student} />, { join: over });
    await screen.findByText('Next meeting');
    expect(screen.getByRole('heading', { name: /December 8/ })).toBeTruthy();
    expect(screen.getByText('Ada Lovelace')).toBeTruthy();
    expect(screen.queryByText('Known from links opened on this device.')).toBeNull();
    unmount();
    const earlier = { id: 'z5f1s8g4u2e6o9lc', meet_time: '2026-12-07T15:00:00Z', minutes: 30, name: 'Eve' };
    localStorage.setItem('known meetings', JSON.stringify([earlier]));
    renderPage(<JoinPage link={student} />, { join: over });
    await screen.findByText('Eve');
    expect(screen.queryByText('Ada Lovelace')).toBeNull();
  });

  describe('in other languages', () => {
    const inLanguage = (...wanted: string[]) => (
      <LanguageProvider wanted={wanted}>
        <JoinPage link={student} />
      </LanguageProvider>
    );
    afterEach(() => setLocale('en'));

    it('follows the browser, with dates and direction', async () => {
      renderPage(inLanguage('ar-EG', 'en'), { join: respond(launching) });
      expect(await screen.findByRole('heading', { name: 'اجتماعك مع Grace Hopper' })).toBeTruthy();
      expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['ar', 'rtl']);
      expect(document.querySelector('.when')?.textContent).toContain('ديسمبر');
    });

    it('says "lesson" where the operator decided so', async () => {
      renderPage(inLanguage('es'), { join: respond(launching) }, 'lesson');
      expect(await screen.findByRole('heading', { name: 'Tu clase con Grace Hopper' })).toBeTruthy();
    });

    it('shows no text of the server', async () => {
      const refusal = new Refusal(409, { detail: 'The meeting was changed at the same time.' });
      renderPage(
        <LanguageProvider wanted={['de']}>
          <JoinPage link={teacher} />
        </LanguageProvider>,
        { join: respond(open), end: async () => Promise.reject(refusal) },
      );
      await userEvent.click(await screen.findByRole('button', { name: 'Für alle beenden' }));
      await userEvent.click(screen.getByRole('button', { name: 'Besprechung beenden' }));
      await screen.findByText(/^Das ist jetzt nicht möglich/);
      expect(document.body.textContent).not.toContain(refusal.message);
    });

    it('shows no text of the server for a link that it refuses', async () => {
      const refusal = new Refusal(422, { detail: 'role must be teacher or student' });
      renderPage(inLanguage('fr'), { join: respond(refusal) });
      expect(await screen.findByRole('heading', { name: 'Vous ne pouvez pas utiliser ce lien' })).toBeTruthy();
      expect(document.body.textContent).not.toContain(refusal.message);
    });

    it('follows the language that the organiser gave for the person', async () => {
      const answer = { ...launchingLink, ...quick, language: 'de-AT' };
      renderPage(inLanguage('es'), { join: respond({ open: false, answer }) });
      expect(await screen.findByRole('heading', { name: 'Ihre Besprechung mit Grace Hopper' })).toBeTruthy();
      expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['de', 'ltr']);
    });
  });
});
