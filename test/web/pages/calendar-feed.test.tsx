import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeetingsPage } from '../../../web/pages/meetings.tsx';
import { renderPage } from '../support/render.ts';

const ADDRESS = `https://api.example/v1/calendar/${'S'.repeat(43)}.ics`;

beforeEach(() => history.replaceState(null, '', '/meetings'));

/** The feed of a server, behind the page of meetings. */
async function openFeed(since?: string) {
  const state = { since, pages: [] as string[], revoked: 0 };
  renderPage(<MeetingsPage />, {
    meetings: async () => ({ meetings: [] }),
    calendar: async () => ({ since: state.since }),
    createCalendar: async (page) => {
      state.pages.push(page);
      state.since = '2026-12-01T13:00:00Z';
      return ADDRESS;
    },
    revokeCalendar: async () => {
      state.revoked++;
      state.since = undefined;
    },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Calendar address' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Calendar address' }));
  return { state, dialog };
}

describe('the calendar address', () => {
  it('is created with the page of the meetings, and shown once', async () => {
    const { state, dialog } = await openFeed();
    await userEvent.click(await dialog.findByRole('button', { name: 'Create address' }));
    expect(await dialog.findByText(ADDRESS)).toBeTruthy();
    expect(dialog.getByRole('button', { name: 'Copy the address' })).toBeTruthy();
    expect(state.pages).toEqual([new URL('/meetings', location.href).href]);
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    await userEvent.click(screen.getByRole('button', { name: 'Calendar address' }));
    expect(await screen.findByText(/^The address was created on/)).toBeTruthy();
    expect(screen.queryByText(ADDRESS)).toBeNull();
  });

  it('is revoked after a question', async () => {
    const { state, dialog } = await openFeed('2026-11-30T09:00:00Z');
    await userEvent.click(await dialog.findByRole('button', { name: 'Revoke' }));
    expect(state.revoked).toBe(0);
    await userEvent.click(await screen.findByRole('button', { name: 'Yes, revoke' }));
    expect(await dialog.findByRole('button', { name: 'Create address' })).toBeTruthy();
    expect(state.revoked).toBe(1);
  });
});
