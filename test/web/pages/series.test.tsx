import { describe, expect, it, jest } from '@jest/globals';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Refusal } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { MeetingsPage } from '../../../web/pages/meetings.tsx';
import { detailsOf, receiptFor, upcoming } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';
import { allSeries, datesOf, longer, OCCURRENCE_ID, weekly } from '../support/series.ts';

const receipt = receiptFor('https://x.example');
const openAt = (query: string, api: Partial<Api>) => {
  history.replaceState(null, '', `/meetings${query}`);
  return renderPage(<MeetingsPage />, api);
};
const text = (element: Element | null | undefined): string => element?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
const click = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));
const set = (label: string | RegExp, value: string): boolean =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const rows = (): string[] => [...document.querySelectorAll('.occurrence')].map(text);

describe('the list of series', () => {
  const list = async (): Promise<string[]> => {
    await screen.findByText('Grace Hopper', { exact: false });
    return [...document.querySelectorAll('.meeting.series')].map(text);
  };

  it('has rule and next date of each, the next one first and those that are over last', async () => {
    openAt('?view=series', { allSeries: async () => allSeries });
    expect(await list()).toEqual([
      'ABBen Carter with Ada LovelaceEvery week: Tuesday · 60 minnext on Tue, Dec 1, 04:30 PM Berlin',
      'GMMia Nakamura with Grace HopperEvery two weeks: Tuesday · 12 dates · 45 minnext on Thu, Dec 3, 05:00 PM Tokyo',
      'EAAisha Rahman with Emmy NoetherEvery week: Monday and Thursday · until Nov 26, 2026 · 60 minNo more dates',
    ]);
  });

  it('is a view of the meetings, is searched by name, and leads to a series', async () => {
    const series = jest.fn<Api['series']>(async () => longer);
    openAt('', { meetings: async () => ({ meetings: upcoming }), allSeries: async () => allSeries, series });
    click('Series');
    expect(await list()).toHaveLength(3);
    expect(location.search).toBe('?view=series');
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'ben ada' } });
    await waitFor(() => expect(document.querySelectorAll('.meeting.series')).toHaveLength(1));
    fireEvent.click(document.querySelector('.meeting.series')!);
    await waitFor(() => expect(document.activeElement?.tagName).toBe('H1'));
    expect(series).toHaveBeenCalledWith(longer.id);
    fireEvent.click(screen.getByText('All series'));
    await waitFor(() => expect(document.querySelectorAll('.meeting.series')).toHaveLength(1));
  });

  it('says how to create one when there is none', async () => {
    openAt('?view=series', { allSeries: async () => [] });
    expect(await screen.findByText(/Choose how it repeats when you schedule it/)).toBeTruthy();
  });
});

describe('a series', () => {
  const open = (api: Partial<Api> = {}) => openAt(`?series=${longer.id}`, { series: async () => longer, ...api });
  const loaded = () => screen.findByText('Past dates');

  it('shows its next dates in both zones, and what is different on them', async () => {
    open();
    await loaded();
    expect(rows().slice(0, 4)).toEqual([
      'Tue, Dec 104:30 PM10:30 AM New York03:30 PM UTCScheduled',
      'Wed, Dec 910:00 AM04:00 AM New York09:00 AM UTCMoved from Tue, Dec 8, 04:30 PMScheduled',
      'Tue, Dec 1504:30 PM10:30 AM New York03:30 PM UTCCancelled',
      'Tue, Dec 2204:30 PM10:30 AM New York03:30 PM UTCNo host was free at this time.Tried again every day, last on Tue, Dec 1, 06:00 AM.No meeting',
    ]);
    expect(rows()[9]).toBe('Tue, Feb 204:30 PM10:30 AM New York03:30 PM UTCCreated 60 days ahead');
    expect(rows().slice(-2)).toEqual([
      expect.stringMatching(/^Tue, Nov 24.*Nobody joined$/),
      expect.stringMatching(/^Tue, Nov 17.*Completed$/),
    ]);
    expect(screen.getByText('1 of the next dates has no meeting.')).toBeTruthy();
  });

  it('leads to the meeting of a date, and the meeting leads back', async () => {
    const meeting = detailsOf(upcoming.find(({ id }) => id === OCCURRENCE_ID)!);
    open({ meeting: async () => meeting });
    await loaded();
    fireEvent.click(document.querySelector('a.occurrence')!);
    expect(location.search).toBe(`?id=${OCCURRENCE_ID}`);
    fireEvent.click(await screen.findByText('View series'));
    await loaded();
    expect(location.search).toBe(`?series=${longer.id}`);
  });

  it('says what went wrong with the mails of a person', async () => {
    const mail = { teacher: {}, student: { problem: { kind: 'UNSENT', at: longer.created_at } } } as const;
    openAt('?series=s3r1e5b2e4n6t8u0', { series: async () => ({ ...longer, mail }) });
    expect(await screen.findByText('The latest email to Ben Carter could not be sent.')).toBeTruthy();
    expect(screen.queryByText(/email to Ada Lovelace/)).toBeNull();
  });

  it('leads to the series before and after it', async () => {
    openAt(`?series=${longer.id}`, {
      series: async () => ({ ...longer, occurrences: [], ends_before: '2026-12-01', followed_by: 'n1e2x3t4n5e6x7t8' }),
    });
    expect(await screen.findByText(/No date from 1 Dec 2026|No date from Dec 1, 2026/)).toBeTruthy();
    expect(screen.getByText('Another series continues it').getAttribute('href')).toBe('?series=n1e2x3t4n5e6x7t8');
    expect(screen.getByText('It continues an earlier series').getAttribute('href')).toBe('?series=s0e1r2i3e4s5b6f7');
    expect(screen.queryByRole('button', { name: 'End series' })).toBeNull();
  });

  it('changes a date and all following: shows the new dates first, sends what differs, and opens the successor', async () => {
    const changeSeries = jest.fn<Api['changeSeries']>(async () => ({ ...longer, id: 'n1e2x3t4n5e6x7t8' }));
    open({ changeSeries, previewSeries: async (body) => datesOf(body) });
    await loaded();
    click('Change dates');
    expect(screen.getAllByRole<HTMLButtonElement>('button', { name: 'Change dates' }).at(-1)?.disabled).toBe(true);
    set('From', '2026-12-15');
    expect(screen.getByLabelText<HTMLInputElement>('Date').value).toBe('2026-12-15');
    set(/^Time \(/, '17:00');
    set('Student', 'Ben C. Carter');
    const dates = within(await within(screen.getByRole('dialog')).findByRole('region', { name: 'Next dates' }));
    expect(text(dates.getAllByRole('listitem')[0])).toBe('Tue, Dec 1505:00 PM11:00 AM New York04:00 PM UTC');
    fireEvent.click(screen.getAllByRole('button', { name: 'Change dates' }).at(-1)!);
    await waitFor(() => expect(location.search).toBe('?series=n1e2x3t4n5e6x7t8'));
    expect(changeSeries).toHaveBeenCalledWith(longer.id, '2026-12-15', {
      student_name: 'Ben C. Carter',
      meet_time: '2026-12-15T17:00',
    });
  });

  it('shows what the server refuses beside the field of a change', async () => {
    const errors = [{ field: 'meet_time', message: 'must not be before 2026-12-01', code: 'BEFORE_DATE' as const }];
    open({ changeSeries: async () => Promise.reject(new Refusal(422, { errors })), previewSeries: async () => [] });
    await loaded();
    click('Change dates');
    set('Date', '2026-11-30');
    fireEvent.click(screen.getAllByRole('button', { name: 'Change dates' }).at(-1)!);
    expect(await screen.findByText(/^The new first date is before/)).toBeTruthy();
    expect(screen.getByLabelText(/^Time \(/).getAttribute('aria-invalid')).toBe('true');
  });

  it('ends with the dates before a chosen one, after a question', async () => {
    const endSeries = jest.fn<Api['endSeries']>(async () => undefined);
    open({ endSeries });
    await loaded();
    click('End series');
    expect(screen.getByText('The meetings from this date on are cancelled. Earlier ones take place.')).toBeTruthy();
    set('First date that is cancelled', '2026-12-29');
    click('Yes, end it');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(endSeries).toHaveBeenCalledWith(longer.id, '2026-12-29');
  });

  it('shows the links of the series, and replaces one after a question', async () => {
    const revokeSeriesLink = jest.fn<Api['revokeSeriesLink']>(async () => undefined);
    const seriesLinks = jest.fn<Api['seriesLinks']>(async () => receipt);
    open({ seriesLinks, revokeSeriesLink });
    await loaded();
    // Opens it, as a click does in a browser.
    act(() => screen.getByText('Personal links').closest('details')!.setAttribute('open', ''));
    fireEvent(screen.getByText('Personal links').closest('details')!, new Event('toggle'));
    expect((await screen.findByLabelText<HTMLInputElement>("The student's link", { selector: 'input' })).value).toBe(
      receipt.student_link,
    );
    fireEvent.click(screen.getAllByText('Revoke and issue a new link')[1]!);
    expect(screen.getByText(/the links of the meetings in the series stop working/)).toBeTruthy();
    click('Yes, revoke');
    await waitFor(() => expect(seriesLinks).toHaveBeenCalledTimes(2));
    expect(revokeSeriesLink).toHaveBeenCalledWith(longer.id, 'student');
  });

  it('that is new loads again until its meetings are there', async () => {
    jest.useFakeTimers({ doNotFake: ['performance', 'queueMicrotask'] });
    try {
      const fresh = { ...weekly, created_at: '2026-12-01T13:52:00Z' };
      const series = jest.fn<Api['series']>(async () => longer).mockResolvedValueOnce(fresh);
      openAt(`?series=${weekly.id}`, { series });
      await act(() => jest.advanceTimersByTimeAsync(3_000));
      expect(series).toHaveBeenCalledTimes(2);
      await act(() => jest.advanceTimersByTimeAsync(30_000));
      expect(series).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a meeting of a series', () => {
  const meeting = detailsOf(upcoming.find(({ id }) => id === OCCURRENCE_ID)!);
  const place = [longer.id, '2026-12-01'] as const;
  const open = (api: Partial<Api>) =>
    openAt(`?id=${OCCURRENCE_ID}`, { meeting: async () => meeting, series: async () => longer, ...api });

  it('is marked in the list of meetings', async () => {
    openAt('', { meetings: async () => ({ meetings: upcoming }) });
    expect(text((await screen.findByText(/Part of a series/)).closest('li'))).toContain('Tomás');
    expect(screen.getAllByText(/Part of a series/)).toHaveLength(1);
  });

  it('is moved alone, or with all that follow', async () => {
    const change = jest.fn<Api['change']>(async () => undefined);
    const changeSeries = jest.fn<Api['changeSeries']>(async () => ({ ...longer, id: 'n1e2x3t4n5e6x7t8' }));
    open({ change, changeSeries, previewSeries: async (body) => datesOf(body) });
    await screen.findByText('View series');
    click('Move');
    set('Time', '18:15');
    click('Move it');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(change).toHaveBeenCalledWith(OCCURRENCE_ID, expect.objectContaining({ meet_time: '2026-12-01T18:15' }), 1);
    click('Move');
    fireEvent.click(screen.getByLabelText('This one and all following'));
    expect(screen.getByText(/a new one continues it/)).toBeTruthy();
    set('Time', '18:15');
    const dates = within(await within(screen.getByRole('dialog')).findByRole('region', { name: 'Next dates' }));
    await waitFor(() =>
      expect(text(dates.getAllByRole('listitem')[1])).toMatch(/^Tue, Dec 806:15 PM12:15 PM New York/),
    );
    click('Move it');
    await waitFor(() => expect(location.search).toBe('?series=n1e2x3t4n5e6x7t8'));
    expect(changeSeries).toHaveBeenCalledWith(...place, { meet_time: '2026-12-01T18:15', time_zone: 'Europe/Berlin' });
  });

  it('is cancelled alone, or with all that follow', async () => {
    const cancel = jest.fn<Api['cancel']>(async () => undefined);
    const endSeries = jest.fn<Api['endSeries']>(async () => undefined);
    open({ cancel, endSeries });
    await screen.findByText('View series');
    click('Cancel meeting');
    expect(screen.getByText('Both links stop working, and the room closes.')).toBeTruthy();
    click('Yes, cancel');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(cancel).toHaveBeenCalledWith(OCCURRENCE_ID);
    click('Cancel meeting');
    fireEvent.click(screen.getByLabelText('This one and all following'));
    click('Yes, end it');
    await waitFor(() => expect(location.search).toBe(`?series=${longer.id}`));
    expect(endSeries).toHaveBeenCalledWith(...place);
  });
});
