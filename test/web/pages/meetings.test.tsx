import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Api, Refusal } from '../../../web/lib/api.ts';
import { MeetingsPage } from '../../../web/pages/meetings.tsx';
import { definition, detailsOf, failedRun, past, running, upcoming } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

beforeEach(() => history.replaceState(null, '', '/meetings'));

const names = (section: string): string[] =>
  within(screen.getByRole('region', { name: section }))
    .queryAllByRole('link')
    .map((link) => link.querySelector('.meeting-names')?.textContent ?? '');

describe('the overview', () => {
  const meetings: Api['meetings'] = async () => ({ meetings: [...upcoming, ...past] });

  it('shows upcoming and past meetings', async () => {
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

  it('loads all open meetings at once, and past meetings page by page', async () => {
    const pages: Record<string, Awaited<ReturnType<Api['meetings']>>> = {
      first: { meetings: upcoming, cursor: 'second' },
      second: { meetings: past.slice(0, 2), cursor: 'third' },
      third: { meetings: past.slice(2) },
    };
    renderPage(<MeetingsPage />, { meetings: async (cursor) => pages[cursor ?? 'first']! });
    await userEvent.click(await screen.findByRole('button', { name: 'Show more past meetings' }));
    await waitFor(() => expect(names('Past')).toHaveLength(5));
    expect(screen.queryByRole('button', { name: 'Show more past meetings' })).toBeNull();
  });

  it('shows that an API key is needed, and asks for it again', async () => {
    renderPage(<MeetingsPage />, { meetings: async () => Promise.reject(new Refusal(403, {})) });
    await userEvent.click(await screen.findByRole('button', { name: 'Not now' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Enter API key' }));
    expect(await screen.findByRole('dialog', { name: 'Enter your API key' })).toBeTruthy();
  });
});

describe('one meeting', () => {
  const [live, failed] = [upcoming[0]!, past[1]!];
  const api: Partial<Api> = {
    meeting: async (id) => detailsOf(id === live.id ? live : failed),
    execution: async (id) => (id === live.id ? running : failedRun),
    workflow: async () => definition,
  };

  it('shows attendance, cost and the current step', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    renderPage(<MeetingsPage />, api);
    expect(await screen.findByRole('img', { name: /Hold meeting: in progress/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /Ada Lovelace teacher/ }).textContent).toContain('in the room');
    expect(screen.getByText('$0.0208')).toBeTruthy();
    const steps = within(screen.getByRole('region', { name: 'Steps' }));
    expect(steps.getAllByRole('listitem').at(-1)?.textContent).toMatch(/^Hold meeting \(in progress\)/);
    expect(screen.getByRole('link', { name: /Step Functions console/ }).getAttribute('href')).toMatch(/^https:/);
  });

  it('marks failed states, and filters events by state', async () => {
    history.replaceState(null, '', `/meetings?id=${failed.id}`);
    renderPage(<MeetingsPage />, api);
    await userEvent.click(await screen.findByRole('button', { name: /Check host \(failed and caught\)/ }));
    const events = within(screen.getByRole('region', { name: /Events/ }));
    expect(events.queryByText('ExecutionFailed')).toBeNull();
    expect(events.getByText('LambdaFunctionFailed')).toBeTruthy();
    expect(screen.getByText('The room was not ready in time.')).toBeTruthy();
  });

  it('says why an ended meeting ended', async () => {
    history.replaceState(null, '', `/meetings?id=${failed.id}`);
    const because = { host_state: 'stopped', last_heard_at: '2026-12-01T09:20:00Z' };
    const ended = { ...detailsOf(failed), ended_by: 'net', decided_at: '2026-12-01T09:21:00Z', because } as const;
    renderPage(<MeetingsPage />, { ...api, meeting: async () => ended });
    expect(
      await screen.findByText(/A safety net ended the meeting .*The state of its host in EC2: stopped/),
    ).toBeTruthy();
  });

  it('shows the rest of the page without the workflow history', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    renderPage(<MeetingsPage />, { ...api, execution: async () => Promise.reject(new Refusal(404, {})) });
    expect(await screen.findByText(/workflow history is not available/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Attendance' })).toBeTruthy();
  });

  it('is cancelled after confirmation', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const cancel = jest.fn<Api['cancel']>(async () => undefined);
    renderPage(<MeetingsPage />, { ...api, cancel });
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel meeting' }));
    await userEvent.click(screen.getByRole('button', { name: 'Yes, cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(cancel).toHaveBeenCalledWith(live.id);
  });

  it('has its own address, with a link back to the overview', async () => {
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
