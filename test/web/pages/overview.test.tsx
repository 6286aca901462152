import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { OverviewPage } from '../../../web/pages/overview.tsx';
import { overview, webhooks } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

const failed = webhooks.webhooks.find(({ disabled }) => disabled?.by === 'failures')!;

beforeEach(() => history.replaceState(null, '', '/overview'));

describe('the overview page', () => {
  it('shows hosts, time to ready, outcomes, cost, and what failed with a link', async () => {
    renderPage(<OverviewPage />, { overview: async () => overview, webhooks: async () => [] });
    expect(await screen.findByText('of at most 20')).toBeTruthy();
    expect(screen.getByText('1:48')).toBeTruthy();
    expect(screen.getByText('slowest 2:31')).toBeTruthy();
    expect(screen.getByText('$0.34')).toBeTruthy();
    const outcomes = within(screen.getByRole('region', { name: 'Outcomes' }));
    expect(outcomes.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Completed12',
      'Nobody joined2',
      'Cancelled1',
      'Time limit0',
      'Failed1',
      'One was missing1',
      'In progress2',
    ]);
    const failure = screen.getByRole('link', { name: /Liam Murphy.*The room was not ready in time/ });
    expect(failure.getAttribute('href')).toBe('./meetings?id=o4u8g2s6f1z9l3qf');
  });

  it('says which webhook failed for a day', async () => {
    renderPage(<OverviewPage />, { overview: async () => overview, webhooks: async () => webhooks.webhooks });
    const link = await screen.findByRole('link', { name: failed.url });
    expect(link.getAttribute('href')).toBe('./webhooks');
    expect(link.closest('p')?.textContent).toContain(failed.disabled?.why);
    expect(screen.queryByText(webhooks.webhooks[0]!.url)).toBeNull();
  });

  it('has the plot as a table: the most hosts in each hour', async () => {
    renderPage(<OverviewPage />, { overview: async () => overview, webhooks: async () => [] });
    await screen.findByText('At most 6 at the same time.');
    const rows = screen.getAllByRole('row', { hidden: true }).map((row) => row.textContent);
    expect([rows[1], rows[7], rows[14]]).toEqual(['00:000', '06:002', '13:006']);
  });

  it('goes to another day, which the address keeps', async () => {
    const asked: (string | undefined)[] = [];
    renderPage(<OverviewPage />, {
      webhooks: async () => [],
      overview: async (day) => {
        asked.push(day);
        return { ...overview, day: day ?? overview.day, failures: [] };
      },
    });
    await screen.findByText('Nothing failed on this day.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Next day' }).disabled).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Previous day' }));
    expect(await screen.findByText(/Nov.*2026, in UTC/)).toBeTruthy();
    expect(location.search).toBe('?day=2026-11-30');
    await userEvent.click(screen.getByRole('button', { name: 'Today' }));
    expect(location.search).toBe('');
    expect(asked).toEqual([undefined, '2026-11-30', undefined]);
  });

  it('ignores a day in the address that is none', async () => {
    history.replaceState(null, '', '/overview?day=2026-13-45');
    const asked: unknown[] = [];
    renderPage(<OverviewPage />, { overview: async (day) => (asked.push(day), overview), webhooks: async () => [] });
    await screen.findByText('of at most 20');
    expect(asked).toEqual([undefined]);
  });
});
