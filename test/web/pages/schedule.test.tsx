import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal, ServerFault, Unreachable } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { rememberPeople } from '../../../web/lib/people.ts';
import { SchedulePage } from '../../../web/pages/schedule.tsx';
import { receiptFor, upcoming } from '../support/fixtures.ts';
import { datesOf, weekly } from '../support/series.ts';
import { renderPage } from '../support/render.ts';

const receipt = receiptFor('https://x.example');

async function fill(): Promise<void> {
  await userEvent.type(screen.getByLabelText('Teacher'), 'Ada');
  await userEvent.type(screen.getByLabelText('Student'), 'Ben');
  fireEvent.change(screen.getByLabelText('Date'), { target: { value: '2026-12-01' } });
  fireEvent.change(screen.getByLabelText('Time'), { target: { value: '15:00' } });
}
const submit = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: /Schedule meeting/ }));
/** Waits until the alert has the focus: keys that come before it would be lost. */
async function submitAndFail(): Promise<void> {
  await submit();
  await waitFor(() => expect(screen.getByRole('alert')).toBe(document.activeElement));
}

describe('the schedule page', () => {
  it('marks the fields of an empty form, and sends nothing', async () => {
    renderPage(<SchedulePage />, {});
    await submit();
    const teacher = screen.getByLabelText('Teacher');
    expect(teacher.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(teacher.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      "Enter the teacher's name",
    );
    await userEvent.type(teacher, 'A');
    expect(teacher.getAttribute('aria-invalid')).toBeNull();
  });

  it('shows both links after scheduling', async () => {
    const schedule = jest.fn<Api['schedule']>(async () => receipt);
    renderPage(<SchedulePage />, { schedule });
    await fill();
    await submit();
    const dialog = within(await screen.findByRole('dialog', { name: 'Meeting scheduled' }));
    expect(dialog.getByLabelText<HTMLInputElement>("The teacher's link", { selector: 'input' }).value).toBe(
      receipt.teacher_link,
    );
    expect(dialog.getByRole('link', { name: /Open the student's link/ }).getAttribute('href')).toBe(
      receipt.student_link,
    );
    expect(schedule.mock.calls[0]?.[0]).toMatchObject({
      teacher_name: 'Ada',
      student_name: 'Ben',
      duration_minutes: 60,
    });
  });

  it('says whether people are told by mail', async () => {
    const { unmount } = renderPage(<SchedulePage />, {}, 'meeting', false);
    expect(await screen.findByText(/No email is sent/)).toBeTruthy();
    unmount();
    renderPage(<SchedulePage />, {}, 'meeting', true);
    expect(await screen.findByText(/invitation, changes, and reminders by email/)).toBeTruthy();
  });

  it('warns of another meeting of the same person at the same time, also when many meetings come before it', async () => {
    const before = Array.from({ length: 120 }, (_, index) => ({ ...upcoming[2]!, id: `m${index}` }));
    const all = [...before, { ...upcoming[2]!, teacher_name: 'Ada', meet_time: '2026-12-24T14:30:00Z' }];
    const calls: (string | undefined)[] = [];
    const meetings: Api['meetings'] = async (cursor, limit = 0) => {
      calls.push(cursor);
      if (cursor === 'ended') return { meetings: [{ ...upcoming[2]!, status: 'ENDED' }], cursor: 'ended.2' };
      const next = Number(cursor ?? 0) + limit;
      return { meetings: all.slice(Number(cursor ?? 0), next), cursor: next < all.length ? String(next) : 'ended' };
    };
    renderPage(<SchedulePage />, { meetings });
    await fill();
    fireEvent.change(screen.getByLabelText('Date'), { target: { value: '2026-12-24' } });
    expect(await screen.findByText(/^Ada already has a meeting with/)).toBeTruthy();
    expect(calls).toEqual([undefined, '50', 'ended']);
  });

  it('asks who must come, with the keyboard, and sends the rule', async () => {
    const schedule = jest.fn<Api['schedule']>(async () => receipt);
    renderPage(<SchedulePage />, { schedule });
    await fill();
    const rule = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Who must come' });
    expect(rule.value).toBe('anyone');
    await userEvent.selectOptions(rule, 'Both. If one does not come, the meeting ends.');
    await submit();
    await screen.findByRole('dialog');
    expect(schedule.mock.calls[0]?.[0]).toMatchObject({ attendance_rule: 'everyone' });
  });

  it('sends the same idempotency key for the same form, and a new one for a changed form', async () => {
    const schedule = jest.fn<Api['schedule']>(async () => Promise.reject(new Unreachable('away')));
    renderPage(<SchedulePage />, { schedule });
    await fill();
    await submitAndFail();
    expect(screen.getByRole('alert').textContent).toMatch(/not responding/);
    await submitAndFail();
    await userEvent.type(screen.getByLabelText('Student'), 'jamin');
    await submitAndFail();
    const keys = schedule.mock.calls.map(([, key]) => key);
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
  });

  it('does not blame the connection when the server failed', async () => {
    renderPage(<SchedulePage />, { schedule: async () => Promise.reject(new ServerFault('502')) });
    await fill();
    await submitAndFail();
    expect(screen.getByRole('alert').textContent).toBe('Something went wrong on our side. Try again in a moment.');
  });

  it('shows errors of the server next to their fields', async () => {
    const errors = [{ field: 'meet_time', message: 'is too far', code: 'TOO_FAR' as const, limit: 350 }];
    renderPage(<SchedulePage />, { schedule: async () => Promise.reject(new Refusal(422, { errors })) });
    await fill();
    await submit();
    const time = screen.getByLabelText('Time');
    expect(document.getElementById(time.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Choose a date within 350 days.',
    );
  });

  it('asks for the API key, stores it, and repeats the call', async () => {
    const used: (string | undefined)[] = [];
    const { apiKey } = renderPage(<SchedulePage />, {
      schedule: async () => {
        used.push(apiKey.get());
        if (apiKey.get() !== 'right') throw new Refusal(403, {});
        return receipt;
      },
    });
    await fill();
    await submit();
    await userEvent.type(await screen.findByLabelText('API key'), 'wrong{Enter}');
    expect(await screen.findByText('This API key was not accepted')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('API key'), 'right{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Meeting scheduled' })).toBeTruthy();
    expect([used, localStorage.getItem('organiser key')]).toEqual([[undefined, 'wrong', 'right'], 'right']);
  });

  it('shows the error and keeps the form if the dialog is closed', async () => {
    renderPage(<SchedulePage />, {
      schedule: async () => Promise.reject(new Refusal(403, { detail: 'Forbidden' })),
    });
    await fill();
    await submit();
    await userEvent.click(await screen.findByRole('button', { name: 'Not now' }));
    expect((await screen.findByRole('alert')).textContent).toBe('This API key was not accepted');
    expect(screen.getByLabelText<HTMLInputElement>('Teacher').value).toBe('Ada');
  });

  it('does not link to an invalid personal link', async () => {
    renderPage(<SchedulePage />, { schedule: async () => ({ ...receipt, teacher_link: 'javascript:alert(1)' }) });
    await fill();
    await submit();
    expect(await screen.findByText(/invalid teacher's link/)).toBeTruthy();
    expect(document.querySelector('a[href^="javascript"]')).toBeNull();
  });
});

const zoneOptions = (): readonly HTMLElement[] =>
  screen.queryAllByRole('listbox').flatMap((list) => within(list).queryAllByRole('option'));

describe('the time zone', () => {
  const zone = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Time zone' });

  it('is found by typing and selected with the keyboard', async () => {
    renderPage(<SchedulePage />, {});
    await userEvent.click(zone());
    await userEvent.keyboard('tok{Enter}');
    expect([zone().value, zone().getAttribute('aria-expanded')]).toEqual(['Asia/Tokyo', 'false']);
  });

  it('is unchanged after Escape', async () => {
    renderPage(<SchedulePage />, {});
    const before = zone().value;
    await userEvent.click(zone());
    await userEvent.keyboard('par');
    expect(zone().getAttribute('aria-activedescendant')).toBe(zoneOptions()[0]!.id);
    await userEvent.keyboard('{Escape}');
    expect([zone().value, zoneOptions()]).toEqual([before, []]);
  });

  it('accepts a full name on Tab, and drops a partial name', async () => {
    renderPage(<SchedulePage />, {});
    await userEvent.click(zone());
    await userEvent.keyboard('america/new york{Tab}');
    expect(zone().value).toBe('America/New York');
    await userEvent.click(zone());
    await userEvent.keyboard('Europ{Tab}');
    expect(zone().value).toBe('America/New York');
  });

  it('keeps the instant of a suggested time in another zone, and the local time of a chosen one', async () => {
    const schedule = jest.fn<Api['schedule']>(async () => Promise.reject(new Unreachable('away')));
    renderPage(<SchedulePage />, { schedule });
    await userEvent.type(screen.getByLabelText('Teacher'), 'Ada');
    await userEvent.type(screen.getByLabelText('Student'), 'Ben');
    const choose = async (text: string): Promise<unknown> => {
      await userEvent.click(zone());
      await userEvent.keyboard(`${text}{Enter}`);
      await submitAndFail();
      return schedule.mock.lastCall?.[0].meet_time;
    };
    expect(await choose('tokyo')).toBe('2026-12-01T23:30:00+09:00');
    expect(await choose('mumbai')).toBe('2026-12-01T20:00:00+05:30');
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: '23:15' } });
    expect(await choose('tokyo')).toBe('2026-12-01T23:15:00+09:00');
  });

  it('suggests a time by the clock of the server, also when its first response arrives while somebody types', () => {
    const { clock } = renderPage(<SchedulePage />, {});
    const teacher = screen.getByLabelText<HTMLInputElement>('Teacher');
    const date = screen.getByLabelText<HTMLInputElement>('Date');
    act(() => {
      clock.update({ now: '2026-12-24T12:00:00Z' }, performance.now());
      fireEvent.change(teacher, { target: { value: 'Ada' } });
    });
    expect([teacher.value, date.value]).toEqual(['Ada', '2026-12-24']);
  });

  it('lets the user choose between two instants of a local time', async () => {
    const schedule = jest.fn<Api['schedule']>(async () => receipt);
    renderPage(<SchedulePage />, { schedule });
    await fill();
    await userEvent.click(zone());
    await userEvent.keyboard('berlin{Enter}');
    fireEvent.change(screen.getByLabelText('Date'), { target: { value: '2027-10-31' } });
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: '02:30' } });
    await userEvent.click(screen.getByLabelText(/Second/));
    await submit();
    expect(schedule.mock.calls[0]?.[0].meet_time).toBe('2027-10-31T02:30:00+01:00');
  });
});

describe('a series', () => {
  const set = (label: string, value: string): boolean =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  /** The student is remembered with a zone. */
  function fillAtOnce(): void {
    set('Teacher', 'Emmy Noether');
    fireEvent.click(screen.getByText('Ben', { selector: '.chip' }));
    set('Date', '2026-12-03');
    set('Time', '09:00');
  }
  beforeEach(() =>
    rememberPeople(localStorage, [{ role: 'student', name: 'Ben', zone: 'America/New_York', email: 'b@x.example' }]),
  );
  const repeat = (pattern: string): boolean => set('Repeat', pattern);
  const send = (): boolean => fireEvent.click(screen.getByText('Schedule series'));
  const previewSeries: Api['previewSeries'] = async (body) => datesOf(body);
  const meetings: Api['meetings'] = async () => ({ meetings: upcoming });
  const dates = (): string[] =>
    [...document.querySelectorAll('.series-dates li')].map(({ textContent }) => textContent.replaceAll(/\s+/g, ' '));

  it('shows its dates before it is saved, in both zones, with what needs attention', async () => {
    renderPage(<SchedulePage />, { previewSeries, meetings });
    fillAtOnce();
    repeat('weekly');
    await waitFor(() =>
      expect(dates().slice(0, 2)).toEqual([
        expect.stringMatching(/^Thu, Dec 3.*04:00 AM New York .*Emmy Noether already has a meeting with Aisha Rahman/),
        'Thu, Dec 1009:00 AM04:00 AM New York',
      ]),
    );
    expect(dates()[4]).toMatch(/^11 more datesThu, Mar 18.* From here on it is 05:00 AM in New York\.$/);
    expect(screen.getByText('and so on')).toBeTruthy();
    expect(screen.getByText(/created 60 days ahead/)).toBeTruthy();
  });

  it('is sent as a local time with its rule, and shows the links of the series and its dates', async () => {
    const createSeries = jest.fn<Api['createSeries']>(async () => weekly);
    renderPage(<SchedulePage />, { previewSeries, meetings, createSeries, seriesLinks: async () => receipt });
    fillAtOnce();
    repeat('weekdays');
    fireEvent.click(screen.getByText('Tuesday'));
    set('Ends', 'until');
    set('Last date', '2027-03-31');
    send();
    const dialog = within(await screen.findByRole('dialog', { name: 'Series scheduled' }));
    expect(createSeries.mock.calls[0]?.[0]).toMatchObject({
      meet_time: '2026-12-03T09:00',
      time_zone: 'UTC',
      student_time_zone: 'America/New_York',
      rrule: 'FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270331',
    });
    expect(dialog.getByLabelText<HTMLInputElement>("The teacher's link", { selector: 'input' }).value).toBe(
      receipt.teacher_link,
    );
    expect(dialog.getByText('Every week: Tuesday · 60 minutes')).toBeTruthy();
    expect(dialog.getByText(/opens the current or the next meeting/)).toBeTruthy();
    expect(dialog.getByText('View series').getAttribute('href')).toBe(`./meetings?series=${weekly.id}`);
    expect(dialog.getAllByText(/^Tue, Dec/)[0]?.textContent).toBe('Tue, Dec 1');
  });

  it('with a wrong end or without a weekday is not sent, and the field gets the focus', async () => {
    renderPage(<SchedulePage />, { previewSeries, meetings });
    fillAtOnce();
    repeat('biweekly');
    set('Ends', 'until');
    set('Last date', '2026-11-01');
    send();
    const field = screen.getByLabelText('Last date');
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'The last date is before the first one',
    );
    await waitFor(() => expect(document.activeElement).toBe(field));
    set('Ends', 'endless');
    repeat('weekdays');
    fireEvent.click(screen.getByText('Thursday'));
    send();
    const alert = screen.getByText('Choose at least one weekday');
    await waitFor(() => expect(document.activeElement).toBe(alert));
  });

  it('shows what the server refuses, beside the field', async () => {
    const errors = [{ field: 'rrule', message: 'has no date within a year of meet_time', code: 'NO_DATES' as const }];
    const createSeries = async () => Promise.reject(new Refusal(422, { errors }));
    renderPage(<SchedulePage />, { previewSeries, meetings, createSeries });
    fillAtOnce();
    repeat('weekly');
    send();
    expect(await screen.findByText(/^The series has no date in the year/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Repeat')));
  });

  it('asks for the API key only when somebody wants to enter it', async () => {
    const { apiKey } = renderPage(<SchedulePage />, {
      meetings: async () => (apiKey.get() === 'right' ? { meetings: [] } : Promise.reject(new Refusal(403, {}))),
      previewSeries: async (body) => (apiKey.get() === 'right' ? datesOf(body) : Promise.reject(new Refusal(403, {}))),
    });
    fillAtOnce();
    repeat('weekly');
    fireEvent.click(await screen.findByText('Enter API key'));
    await userEvent.type(await screen.findByLabelText('API key'), 'right{Enter}');
    expect(await screen.findByText('and so on')).toBeTruthy();
  });
});
