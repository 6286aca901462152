import { beforeEach, describe, expect, it } from '@jest/globals';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ReportsPage } from '../../../web/pages/reports.tsx';
import { attendance } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

const report = { meetings: attendance.meetings, complete: true };
const dateOf = (at: number): string => new Date(at).toLocaleDateString('sv');

beforeEach(() => history.replaceState(null, '', '/reports'));

describe('the page of reports', () => {
  it('shows totals, outcomes, and a table of weeks that sums up to them', async () => {
    renderPage(<ReportsPage />, { attendance: async () => report });
    expect(await screen.findByText('both came to 30')).toBeTruthy();
    const outcomes = within(screen.getByRole('region', { name: 'Outcomes' }));
    expect(outcomes.getAllByRole('listitem').map((item) => item.textContent)).toContain('Completed33');
    const weeks = within(screen.getByRole('region', { name: 'Meetings by week' }));
    const rows = weeks.getAllByRole('row').slice(1);
    expect(rows).toHaveLength(8);
    const meetings = rows.map((row) => Number(within(row).getAllByRole('cell')[0]!.textContent));
    expect(meetings.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(weeks.getByText(/Weeks begin on Monday, in the time zone /)).toBeTruthy();
  });

  it('asks for the last eight weeks first, then for the dates that the reader chooses, which the address keeps', async () => {
    const asked: string[][] = [];
    renderPage(<ReportsPage />, {
      attendance: async (from, to) => (asked.push([dateOf(from), dateOf(to)]), { meetings: [], complete: true }),
    });
    expect(await screen.findByText('No meeting has ended in this time.')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-02' } });
    await screen.findByText('No meeting has ended in this time.');
    expect(asked).toEqual([
      ['2026-10-12', '2026-12-02'],
      ['2026-11-02', '2026-12-02'],
    ]);
    expect(location.search).toBe('?from=2026-11-02');
  });

  it('asks for nothing when the time is more than a year, or its end is before its start', async () => {
    history.replaceState(null, '', '/reports?from=2024-01-01');
    renderPage(<ReportsPage />, { attendance: () => Promise.reject(new Error('asked')) });
    expect(screen.getByText('Choose a start before the end, and at most a year.')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2027-01-01' } });
    expect(screen.getByText('Choose a start before the end, and at most a year.')).toBeTruthy();
  });

  it('says when it counts only some of the meetings', async () => {
    renderPage(<ReportsPage />, { attendance: async () => ({ ...report, complete: false }) });
    expect(await screen.findByText(/Only the latest 40 meetings are counted/)).toBeTruthy();
  });

  it('saves the meetings as CSV', async () => {
    const saved: Blob[] = [];
    const names: string[] = [];
    const { createObjectURL, revokeObjectURL } = URL;
    const click = HTMLAnchorElement.prototype.click;
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => (saved.push(blob), 'blob:x'),
      revokeObjectURL: () => undefined,
    });
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      names.push(this.download);
    };
    try {
      renderPage(<ReportsPage />, { attendance: async () => report });
      await userEvent.click(await screen.findByRole('button', { name: 'Download as CSV' }));
    } finally {
      Object.assign(URL, { createObjectURL, revokeObjectURL });
      HTMLAnchorElement.prototype.click = click;
    }
    expect(names).toEqual(['attendance-2026-10-12-2026-12-01.csv']);
    expect(saved[0]?.type).toBe('text/csv;charset=utf-8');
    expect(saved[0]?.size).toBeGreaterThan(40 * 100);
  });
});
