import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Api, Refusal } from '../../../web/lib/api.ts';
import { MeetingsPage } from '../../../web/pages/meetings.tsx';
import { definition, detailsOf, failedRun, past, running, upcoming } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

beforeEach(() => history.replaceState(null, '', '/meetings'));

const names = (shelf: string): string[] =>
  within(screen.getByRole('region', { name: shelf }))
    .queryAllByRole('link')
    .map((link) => link.querySelector('.meeting-names')?.textContent ?? '');

describe('the overview', () => {
  const meetings: Api['meetings'] = async () => ({ meetings: [...upcoming, ...past] });

  it('shows what comes and what was', async () => {
    renderPage(<MeetingsPage />, { meetings });
    await screen.findByText('Noah Weber', { exact: false });
    expect([names('Upcoming').length, names('Past').length]).toEqual([4, 5]);
  });

  it('filters by text and by status', async () => {
    renderPage(<MeetingsPage />, { meetings });
    await userEvent.type(await screen.findByRole('searchbox'), 'ada');
    await waitFor(() => expect(names('Past')).toEqual(['Ada Lovelace with Noah Weber']));
    await userEvent.selectOptions(screen.getByRole('combobox'), 'Scheduled');
    expect([names('Upcoming'), names('Past')]).toEqual([['Ada Lovelace with Tomás Oliveira Fernandes'], []]);
  });

  it('turns pages: all that is open at once, the past on demand', async () => {
    const pages: Record<string, Awaited<ReturnType<Api['meetings']>>> = {
      first: { meetings: upcoming, cursor: 'second' },
      second: { meetings: past.slice(0, 2), cursor: 'third' },
      third: { meetings: past.slice(2) },
    };
    renderPage(<MeetingsPage />, { meetings: async (cursor) => pages[cursor ?? 'first']! });
    await userEvent.click(await screen.findByRole('button', { name: 'Show more of the past' }));
    await waitFor(() => expect(names('Past')).toHaveLength(5));
    expect(screen.queryByRole('button', { name: 'Show more of the past' })).toBeNull();
  });

  it('without the key it says so, and asks again on demand', async () => {
    renderPage(<MeetingsPage />, { meetings: async () => Promise.reject(new Refusal(403, {})) });
    await userEvent.click(await screen.findByRole('button', { name: 'Not now' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Enter the key' }));
    expect(await screen.findByRole('dialog', { name: 'Organiser’s key' })).toBeTruthy();
  });
});

describe('one meeting', () => {
  const [live, failed] = [upcoming[0]!, past[1]!];
  const api: Partial<Api> = {
    meeting: async (id) => detailsOf(id === live.id ? live : failed),
    execution: async (id) => (id === live.id ? running : failedRun),
    workflow: async () => definition,
  };

  it('shows who was there, what it cost and where the workflow stands', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    renderPage(<MeetingsPage />, api);
    expect(await screen.findByRole('img', { name: /Hold meeting: in progress/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /Ada Lovelace teacher/ }).textContent).toContain('in the room');
    expect(screen.getByText('$0.0208')).toBeTruthy();
    const way = within(screen.getByRole('region', { name: 'The way so far' }));
    expect(way.getAllByRole('listitem').at(-1)?.textContent).toMatch(/^Hold meeting \(in progress\)/);
    expect(screen.getByRole('link', { name: /Step Functions console/ }).getAttribute('href')).toMatch(/^https:/);
  });

  it('marks what failed, and shows only the events of a chosen state', async () => {
    history.replaceState(null, '', `/meetings?id=${failed.id}`);
    renderPage(<MeetingsPage />, api);
    await userEvent.click(await screen.findByRole('button', { name: /Check host \(failed and caught\)/ }));
    const events = within(screen.getByRole('region', { name: /Events/ }));
    expect(events.queryByText('ExecutionFailed')).toBeNull();
    expect(events.getByText('LambdaFunctionFailed')).toBeTruthy();
    expect(screen.getByText('The room did not get ready in time.')).toBeTruthy();
  });

  it('where the history is not told the rest is still there', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    renderPage(<MeetingsPage />, { ...api, execution: async () => Promise.reject(new Refusal(404, {})) });
    expect(await screen.findByText(/does not tell the workflow’s history/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Attendance' })).toBeTruthy();
  });

  it('is cancelled once it is confirmed', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const cancel = jest.fn<Api['cancel']>(async () => undefined);
    renderPage(<MeetingsPage />, { ...api, cancel });
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel meeting' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(cancel).toHaveBeenCalledWith(live.id);
  });

  it('is a place of its own: back leads to the overview', async () => {
    renderPage(<MeetingsPage />, { ...api, meetings: async () => ({ meetings: upcoming }) });
    await userEvent.click(await screen.findByRole('link', { name: /Ben Carter/ }));
    expect(location.search).toBe(`?id=${live.id}`);
    await userEvent.click(await screen.findByRole('link', { name: 'All meetings' }));
    expect([location.search, await screen.findByRole('heading', { name: 'Upcoming 4' })]).toEqual([
      '',
      expect.anything(),
    ]);
  });
});
