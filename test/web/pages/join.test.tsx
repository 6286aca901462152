import { describe, expect, it, jest } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Api, type Joining, type Link, Refusal, Unreachable } from '../../../web/lib/api.ts';
import { JoinPage } from '../../../web/pages/join.tsx';
import { launchingLink, openLink, scheduledLink } from '../support/fixtures.ts';
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
    expect(screen.getByRole('timer').textContent).toMatch(/^7:[34]\duntil/);
    // How a machine gets ready is not for guests.
    expect(screen.queryByText(launchingLink.progress!)).toBeNull();
    const enter = await screen.findByRole('link', { name: /Enter the room/ });
    expect([enter.getAttribute('href'), enter.getAttribute('rel')]).toEqual([openLink.room_url, 'noopener noreferrer']);
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
    expect(presence).not.toHaveBeenCalled();
    await userEvent.click(enter);
    await screen.findByRole('heading', { name: 'You are in the room' });
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }));
    await waitFor(() =>
      expect(presence.mock.calls).toEqual([
        [student, 'joined'],
        [student, 'left'],
      ]),
    );
  });

  it('reports joined again after a reload', async () => {
    const presence = jest.fn<Api['presence']>(async () => undefined);
    sessionStorage.setItem('inside k3v9t2m8q5x7r1za as student', 'yes');
    renderPage(<JoinPage link={student} />, { join: respond(open), presence });
    await waitFor(() => expect(presence).toHaveBeenCalledWith(student, 'joined'));
  });

  it('shows who ended the meeting when a presence call returns 410', async () => {
    const over = new Refusal(410, { outcome: 'COMPLETED', ended_by: 'teacher' });
    renderPage(<JoinPage link={student} />, { join: respond(open), presence: async () => Promise.reject(over) });
    await userEvent.click(await screen.findByRole('link', { name: /Enter the room/ }));
    expect(await screen.findByRole('heading', { name: 'The teacher ended the meeting' })).toBeTruthy();
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
});
