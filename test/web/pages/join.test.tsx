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

/** Answers one after the other; the last again and again. */
function respond(...answers: readonly (Joining | Error)[]): Api['join'] {
  let asked = 0;
  return async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
}
const waiting: Joining = { open: false, answer: { ...scheduledLink, ...quick } };
const launching: Joining = { open: false, answer: { ...launchingLink, ...quick } };
const open: Joining = { open: true, answer: openLink };

describe('joining', () => {
  it('without a whole link nothing is asked', () => {
    renderPage(<JoinPage link={undefined} />, {});
    expect(screen.getByRole('heading', { name: 'This link is not complete' })).toBeTruthy();
  });

  it('waits, watches the start, and opens by itself', async () => {
    renderPage(<JoinPage link={student} />, { join: respond(waiting, launching, open) });
    await screen.findByText('until the meeting');
    await screen.findByText('the web server does not answer yet');
    const enter = await screen.findByRole('link', { name: /Enter the room/ });
    expect([enter.getAttribute('href'), enter.getAttribute('rel')]).toEqual([openLink.room_url, 'noopener noreferrer']);
  });

  it('who enters has joined, and who leaves has left', async () => {
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

  it('after a reload whoever was inside is inside again', async () => {
    const presence = jest.fn<Api['presence']>(async () => undefined);
    sessionStorage.setItem('inside k3v9t2m8q5x7r1za as student', 'yes');
    renderPage(<JoinPage link={student} />, { join: respond(open), presence });
    await waitFor(() => expect(presence).toHaveBeenCalledWith(student, 'joined'));
  });

  it('an end in the middle is told, with who brought it about', async () => {
    const over = new Refusal(410, { outcome: 'COMPLETED', ended_by: 'teacher' });
    renderPage(<JoinPage link={student} />, { join: respond(open), presence: async () => Promise.reject(over) });
    await userEvent.click(await screen.findByRole('link', { name: /Enter the room/ }));
    expect(await screen.findByRole('heading', { name: 'The meeting was ended by the teacher' })).toBeTruthy();
  });

  it.each([
    [new Refusal(403, {}), 'This link is not valid'],
    [new Refusal(404, {}), 'There is no such meeting'],
    [new Refusal(410, { outcome: 'NO_SHOW' }), 'Nobody came'],
    [new Refusal(410, { outcome: 'CANCELLED', ended_by: 'organiser' }), 'The meeting was cancelled by the organiser'],
    [new Refusal(410, { outcome: 'FAILED' }), 'The room failed'],
  ])('%#: says "%s" plainly', async (refusal, title) => {
    renderPage(<JoinPage link={student} />, { join: respond(refusal) });
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy();
  });

  it('a lost connection is shown, what was there stays, and all goes on when it is back', async () => {
    let up = true;
    const join: Api['join'] = async () => {
      if (!up) throw new Unreachable('away');
      return waiting;
    };
    renderPage(<JoinPage link={student} />, { join });
    await screen.findByText('until the meeting');
    up = false;
    await screen.findByText(/The connection is lost/);
    expect(screen.getByText('until the meeting')).toBeTruthy();
    up = true;
    await waitFor(() => expect(screen.queryByText(/The connection is lost/)).toBeNull(), { timeout: 3_000 });
  });

  it('only the teacher can end it for all, and is asked first', async () => {
    const ended = { is: false };
    const end = jest.fn<Api['end']>(async () => void (ended.is = true));
    const join: Api['join'] = async () => {
      if (ended.is) throw new Refusal(410, { outcome: 'COMPLETED', ended_by: 'teacher' });
      return open;
    };
    const { unmount } = renderPage(<JoinPage link={student} />, { join });
    await screen.findByRole('link', { name: /Enter the room/ });
    expect(screen.queryByRole('button', { name: 'End for all' })).toBeNull();
    unmount();

    renderPage(<JoinPage link={teacher} />, { join, end });
    await userEvent.click(await screen.findByRole('button', { name: 'End for all' }));
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(end).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'End for all' }));
    await userEvent.click(screen.getByRole('button', { name: 'End the meeting' }));
    expect(await screen.findByRole('heading', { name: 'You ended the meeting' })).toBeTruthy();
  });

  it('an address of the room that is none is not made a link', async () => {
    const bad: Joining = { open: true, answer: { ...openLink, room_url: 'javascript:alert(1)' } };
    renderPage(<JoinPage link={student} />, { join: respond(bad) });
    expect(await screen.findByText(/no usable address/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: /room/ })).toBeNull();
  });
});
