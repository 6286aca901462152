import type { Phases } from '../../../steps/domain/phases.ts';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { MeetingsPage } from '../../../web/pages/meetings.tsx';
import {
  definition,
  detailsOf,
  failedRun,
  past,
  receiptFor,
  recorded,
  running,
  upcoming,
} from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

beforeEach(() => history.replaceState(null, '', '/meetings'));

/** Names in a section, without the initials. */
const names = (section: string): string[] =>
  within(screen.getByRole('region', { name: section }))
    .queryAllByRole('link')
    .map((link) => link.querySelector('.meeting-names')?.textContent ?? '');
const chip = (name: RegExp): Promise<void> => userEvent.click(screen.getByRole('button', { name }));

describe('the overview', () => {
  const meetings: Api['meetings'] = async () => ({ meetings: [...upcoming, ...past] });

  it('shows live meetings first, then today, the coming days and the past ones', async () => {
    renderPage(<MeetingsPage />, { meetings });
    await screen.findByText('Noah Weber', { exact: false });
    expect(screen.getAllByRole('region').map((region) => region.getAttribute('aria-label'))).toEqual([
      'Live',
      'Today',
      'Thursday',
      'Yesterday',
      expect.stringContaining('27'),
    ]);
    expect(names('Live')).toEqual(['Ben Carter with Ada Lovelace', 'Mia Nakamura with Grace Hopper']);
    expect(names('Thursday')).toEqual(['Aisha Rahman with Emmy Noether']);
  });

  it('finds names without their accents, and keeps the search in the address', async () => {
    renderPage(<MeetingsPage />, { meetings });
    await userEvent.type(await screen.findByRole('searchbox'), 'tomas ada');
    await waitFor(() => expect(names('Today')).toEqual(['Tomás Oliveira Fernandes with Ada Lovelace']));
    expect(screen.queryByRole('region', { name: 'Live' })).toBeNull();
    expect(location.search).toBe('?search=tomas+ada');
    await userEvent.type(screen.getByRole('searchbox'), ' nobody');
    expect(await screen.findByText('No matching meetings')).toBeTruthy();
  });

  it('filters by status, from the address too', async () => {
    history.replaceState(null, '', '/meetings?show=failed');
    renderPage(<MeetingsPage />, { meetings });
    await waitFor(() => expect(names('Today')).toEqual(['Liam Murphy with Katherine Johnson']));
    await chip(/^Live 2/);
    await waitFor(() => expect(names('Live')).toHaveLength(2));
    await chip(/^All/);
    expect(location.search).toBe('');
  });

  it('has a view of the week', async () => {
    renderPage(<MeetingsPage />, { meetings });
    await screen.findByText('Noah Weber', { exact: false });
    await chip(/^Week/);
    const week = within(screen.getByRole('region', { name: 'Week' }));
    expect(week.getAllByRole('link').map((link) => link.querySelector('bdi')?.textContent)).toEqual([
      'Jonas Lindqvist',
      'Sofia Rossi',
      'Liam Murphy',
      'Noah Weber',
      'Ben Carter',
      'Mia Nakamura',
      'Tomás Oliveira Fernandes',
      'Aisha Rahman',
    ]);
    await chip(/^Next/);
    expect(week.queryAllByRole('link')).toEqual([]);
  });

  it('leads to the form when there are no meetings', async () => {
    renderPage(<MeetingsPage />, { meetings: async () => ({ meetings: [] }) });
    expect((await screen.findByRole('link', { name: 'Schedule a meeting' })).getAttribute('href')).toBe('./');
  });

  it('shows fifty rows of 10,000 at first and for each search, and more on request', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...upcoming[2]!, id: `m${index}` }));
    renderPage(<MeetingsPage />, { meetings: async () => ({ meetings: many }) });
    const more = await screen.findByRole('button', { name: 'Show more meetings' });
    expect(names('Today')).toHaveLength(50);
    expect(screen.getByText('10000 of 10000 meetings')).toBeTruthy();
    await userEvent.click(more);
    expect(names('Today')).toHaveLength(100);
    await userEvent.type(screen.getByRole('searchbox'), 'm');
    await waitFor(() => expect(names('Today')).toHaveLength(50));
  });

  it('loads 10,000 meetings with few calls, and few meetings with the first one', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...upcoming[2]!, id: `m${index}` }));
    const limits: number[] = [];
    const meetings: Api['meetings'] = async (cursor = '0', limit = 0) => {
      limits.push(limit);
      const next = Number(cursor) + limit;
      return {
        meetings: many.slice(Number(cursor), next),
        ...(next < many.length && { cursor: String(next) }),
      };
    };
    renderPage(<MeetingsPage />, { meetings });
    await screen.findByText('10000 of 10000 meetings');
    expect(limits[0]).toBe(50);
    expect(Math.max(...limits)).toBe(500);
    expect(limits.length).toBeLessThan(25);
  });

  it('loads all open meetings at once, and past meetings page by page', async () => {
    const pages: Record<string, Awaited<ReturnType<Api['meetings']>>> = {
      first: { meetings: upcoming, cursor: 'second' },
      second: { meetings: past.slice(0, 2), cursor: 'third' },
      third: { meetings: past.slice(2) },
    };
    renderPage(<MeetingsPage />, { meetings: async (cursor) => pages[cursor ?? 'first']! });
    await userEvent.click(await screen.findByRole('button', { name: 'Load more past meetings' }));
    await waitFor(() => expect(names('Yesterday')).toHaveLength(2));
    expect(screen.queryByRole('button', { name: 'Load more past meetings' })).toBeNull();
    expect(screen.getByText('Search covers all meetings.')).toBeTruthy();
  });

  it('shows the first meetings of a long list while the others load', async () => {
    let finish = (): void => undefined;
    const rest = new Promise<void>((resolve) => (finish = resolve));
    const meetings: Api['meetings'] = async (cursor) => {
      if (cursor === undefined) return { meetings: upcoming, cursor: 'second' };
      await rest;
      return { meetings: past };
    };
    renderPage(<MeetingsPage />, { meetings });
    await screen.findByText('Ben Carter');
    expect(screen.getByText(/^Search covers the meetings loaded so far/)).toBeTruthy();
    expect(screen.queryByText('Liam Murphy')).toBeNull();
    finish();
    await screen.findByText('Liam Murphy');
    expect(screen.getByText('Search covers all meetings.')).toBeTruthy();
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

  const showTechnical = async (): Promise<void> => userEvent.click(await screen.findByText('Technical details'));

  it('shows the course, attendance and cost, and the current step behind the technical details', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    renderPage(<MeetingsPage />, api);
    const course = within(await screen.findByRole('region', { name: 'Course of the meeting' }));
    expect(course.getAllByRole('listitem').map((stage) => stage.querySelector('b')?.textContent)).toEqual([
      'Scheduled',
      'Starting',
      'Room open',
      'In progress',
      'Ended',
    ]);
    expect(course.getAllByRole('listitem')[3]?.getAttribute('aria-current')).toBe('step');
    expect(screen.queryByRole('img', { name: /Hold meeting/ })).toBeNull();
    await showTechnical();
    expect(await screen.findByRole('img', { name: /Hold meeting: in progress/ })).toBeTruthy();
    expect(screen.getAllByText(/in the room since/)).toHaveLength(2);
    expect(screen.getByText('$0.0208')).toBeTruthy();
    const steps = within(screen.getByRole('region', { name: 'Steps' }));
    expect(steps.getAllByRole('listitem').at(-1)?.textContent).toMatch(/^Hold meeting \(in progress\)/);
    expect(screen.getByRole('link', { name: /Step Functions console/ }).getAttribute('href')).toMatch(/^https:/);
  });

  it('marks failed states, and filters events by state', async () => {
    history.replaceState(null, '', `/meetings?id=${failed.id}`);
    renderPage(<MeetingsPage />, api);
    await showTechnical();
    await userEvent.click(await screen.findByRole('button', { name: /Check host \(failed and caught\)/ }));
    const events = within(screen.getByRole('region', { name: /Events/ }));
    expect(events.queryByTitle('ExecutionFailed')).toBeNull();
    expect(events.getByTitle('LambdaFunctionFailed').textContent).toBe('failed');
    expect(screen.getByText('The room was not ready in time.')).toBeTruthy();
  });

  it('shows how long each phase of the boot took, of every host that reported them', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const host = (instance_id: string, phases: Phases) => ({
      attempt: 1,
      instance_id,
      launched_at: live.launch_at,
      phases,
    });
    const replaced_hosts = [host('i-slow', { boot: 25 }), host('i-silent', {})];
    const hosts = { room: host('i-new', { boot: 17, network: 20, healthy: 102 }) };
    renderPage(<MeetingsPage />, { ...api, meeting: async () => ({ ...detailsOf(live), hosts, replaced_hosts }) });
    await showTechnical();
    const section = await screen.findByRole('region', { name: 'Time to ready' });
    expect(section.textContent).toBe('Time to readyi-slowMachine25si-newMachine17sNetwork3sRoom ready1m 22s');
  });

  it('has a timeline with each entry in words and at its time', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const timeline = [
      { at: live.created_at, what: 'scheduled', kind: 'scheduled' },
      { at: live.launch_at, what: 'host launched', kind: 'host_launched', of: '1' },
      { at: '2026-12-01T13:31:44Z', what: 'student: first seen', kind: 'first_seen', of: 'student' },
      { at: '2026-12-01T13:50:00Z', what: 'verdict: COMPLETED', kind: 'decided', of: 'COMPLETED' },
    ] as const;
    renderPage(<MeetingsPage />, { ...api, meeting: async () => ({ ...detailsOf(live), timeline: [...timeline] }) });
    await showTechnical();
    const entries = within(await screen.findByRole('region', { name: 'Timeline' })).getAllByRole('listitem');
    expect(entries.map((entry) => entry.lastElementChild?.textContent)).toEqual([
      'Scheduled',
      'Host 1 launched',
      'student: first seen',
      'End decided: Completed',
    ]);
    expect(entries.map((entry) => entry.querySelector('time')?.dateTime)).toEqual(timeline.map(({ at }) => at));
  });

  it('has a record of who did what, which is loaded when it opens, and again while the meeting goes on', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const actions = jest.fn<Api['actions']>(async () => recorded);
    jest.useFakeTimers({ advanceTimers: true });
    try {
      renderPage(<MeetingsPage />, { ...api, actions });
      const summary = await screen.findByText('Who did what');
      expect(actions).not.toHaveBeenCalled();
      fireEvent.click(summary);
      await screen.findByText('Feedback given');
      const loads = actions.mock.calls.length;
      await act(() => jest.advanceTimersByTimeAsync(11_000));
      expect(actions.mock.calls.length).toBeGreaterThan(loads);
      expect(actions).toHaveBeenLastCalledWith(live.id);
    } finally {
      jest.useRealTimers();
    }
    const entries = [...document.querySelectorAll('.timeline li > :last-child')];
    expect(entries.map(({ childNodes }) => [...childNodes].map(({ textContent }) => textContent))).toEqual([
      ['Scheduled', 'Machine client portal · Revision 1'],
      ['Moved: time and length', 'Organiser ada@example.org · Revision 2'],
      ['Changed: who must come', 'Series s3r1e5b2e4n6t8u0 · Revision 2'],
      ['Link revoked: student', 'Administrator api-key · Revision 2'],
      ['Extended: 15 minutes', 'Teacher · Revision 2'],
      ['Feedback given', 'Student · Revision 2'],
      ['Ended: Time limit', 'Safety net · Revision 2'],
    ]);
    const link = screen.getByRole('link', { name: 's3r1e5b2e4n6t8u0' });
    expect(link.getAttribute('href')).toContain('series=s3r1e5b2e4n6t8u0');
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
    await showTechnical();
    expect(await screen.findByText(/workflow history is not available/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Attendance' })).toBeTruthy();
  });

  it('says what went wrong with the mails of a person', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const mail = { student: { problem: { kind: 'BOUNCED', at: live.meet_time } } } as const;
    renderPage(<MeetingsPage />, { ...api, meeting: async () => ({ ...detailsOf(live), mail }) });
    expect(await screen.findByText(/email address of Ben Carter does not exist/)).toBeTruthy();
    expect(screen.queryByText(/email.* Ada Lovelace/)).toBeNull();
  });

  it('shows the feedback of the people', async () => {
    history.replaceState(null, '', `/meetings?id=${failed.id}`);
    const feedback = { student: { rating: 4, at: '2026-12-01T10:00:00Z' } };
    renderPage(<MeetingsPage />, { ...api, meeting: async () => ({ ...detailsOf(failed), feedback }) });
    expect((await screen.findByRole('list', { name: 'Feedback' })).textContent).toBe('Good · student');
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

  it('that was cancelled before its launch says that nobody was expected, and not that somebody never came', async () => {
    const cancelled = past.find(({ outcome }) => outcome === 'CANCELLED')!;
    history.replaceState(null, '', `/meetings?id=${cancelled.id}`);
    renderPage(<MeetingsPage />, { ...api, meeting: async () => detailsOf(cancelled) });
    const attendance = within(await screen.findByRole('region', { name: 'Attendance' }));
    expect(attendance.getAllByText('not expected any more')).toHaveLength(2);
    expect(attendance.queryByText('did not join')).toBeNull();
  });

  it('is moved to another time in its own zone, unless somebody else has changed it', async () => {
    const planned = upcoming.find(({ status }) => status === 'SCHEDULED')!;
    history.replaceState(null, '', `/meetings?id=${planned.id}`);
    const change = jest
      .fn<Api['change']>()
      .mockRejectedValueOnce(
        new Refusal(412, { errors: [{ field: 'If-Match', message: 'has changed', code: 'CHANGED' }] }),
      )
      .mockResolvedValueOnce();
    renderPage(<MeetingsPage />, {
      ...api,
      meeting: async () => detailsOf({ ...planned, time_zone: 'Asia/Tokyo' }),
      change,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Move' }));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Date'), { target: { value: '2026-12-24' } });
    fireEvent.change(dialog.getByLabelText('Time'), { target: { value: '18:30' } });
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Holidays');
    await userEvent.click(dialog.getByRole('button', { name: 'Move it' }));
    expect(await dialog.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('Somebody else'));
    await userEvent.click(dialog.getByRole('button', { name: 'Move it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(change).toHaveBeenLastCalledWith(
      planned.id,
      { meet_time: '2026-12-24T18:30', time_zone: 'Asia/Tokyo', reason: 'Holidays' },
      1,
    );
  });

  it('starts now after confirmation: it is moved to the present of the server', async () => {
    const planned = upcoming.find(({ status }) => status === 'SCHEDULED')!;
    history.replaceState(null, '', `/meetings?id=${planned.id}`);
    const change = jest.fn<Api['change']>(async () => undefined);
    const { clock } = renderPage(<MeetingsPage />, { ...api, meeting: async () => detailsOf(planned), change });
    await userEvent.click(await screen.findByRole('button', { name: 'Start now' }));
    await userEvent.click(screen.getByRole('button', { name: 'Yes, start' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const [[id, { meet_time = '' }, plan]] = change.mock.calls as [[string, { meet_time?: string }, number]];
    expect([id, plan]).toEqual([planned.id, 1]);
    expect(Math.abs(Date.parse(meet_time) - clock.now())).toBeLessThan(60_000);
  });

  it('is extended and starts later, once in a repeated request, and offers neither when it is impossible', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const times = { meet_time: live.meet_time, ends_at: live.meet_time, hard_end: '2026-12-01T16:15:00Z' };
    let left = { extended_minutes: 10, extension_minutes_left: 120, late_minutes: 0, late_minutes_left: 30 };
    const extendTo = jest.fn<Api['extendTo']>(async () => times);
    extendTo.mockImplementationOnce(async (_id, minutes) => {
      left = { ...left, extended_minutes: minutes };
      throw new Unreachable();
    });
    const startLateBy = jest.fn<Api['startLateBy']>(async () => {
      left = { extended_minutes: 70, extension_minutes_left: 0, late_minutes: 30, late_minutes_left: 0 };
      return times;
    });
    renderPage(<MeetingsPage />, {
      ...api,
      meeting: async () => ({ ...detailsOf(live), ...left }),
      extendTo,
      startLateBy,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Extend' }));
    await userEvent.click(await screen.findByRole('button', { name: '60 minutes' }));
    await screen.findByRole('alert');
    await userEvent.click(await screen.findByRole('button', { name: '60 minutes' }));
    await screen.findByText(/^The room closes at/, { selector: '[role="status"]' });
    await userEvent.click(screen.getByRole('button', { name: 'Start later' }));
    await userEvent.click(screen.getByRole('button', { name: '30 minutes' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Start later' })).toBeNull());
    expect(screen.queryByRole('button', { name: 'Extend' })).toBeNull();
    expect(extendTo.mock.calls).toEqual([
      [live.id, 70],
      [live.id, 70],
    ]);
    expect(startLateBy.mock.calls).toEqual([[live.id, 30]]);
  });

  it('shows both links when asked, and replaces one after confirmation', async () => {
    history.replaceState(null, '', `/meetings?id=${live.id}`);
    const { teacher_link, student_link } = receiptFor('https://lessons.test');
    let links = { teacher_link, student_link };
    const revokeLink = jest.fn<Api['revokeLink']>(async () => {
      links = { ...links, student_link: student_link.replace('key=', 'key=new') };
    });
    const read = jest.fn<Api['links']>(async () => links);
    renderPage(<MeetingsPage />, { ...api, links: read, revokeLink });
    await screen.findByRole('button', { name: 'Cancel meeting' });
    expect(read).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText('Personal links'));
    const student = within(await screen.findByRole('region', { name: "The student's link" }));
    expect(student.getByRole('textbox')).toHaveProperty('value', student_link);
    expect(screen.getByRole('textbox', { name: "The teacher's link" })).toHaveProperty('value', teacher_link);
    await userEvent.click(student.getByRole('button', { name: 'Revoke and issue a new link' }));
    expect(revokeLink).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Yes, revoke' }));
    await waitFor(() => expect(student.getByRole('textbox')).toHaveProperty('value', links.student_link));
    expect(revokeLink.mock.calls).toEqual([[student_link]]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('has its own address, with a link back to the overview', async () => {
    renderPage(<MeetingsPage />, { ...api, meetings: async () => ({ meetings: upcoming }) });
    await userEvent.click(await screen.findByRole('link', { name: /Ben Carter/ }));
    expect(location.search).toBe(`?id=${live.id}`);
    await userEvent.click(await screen.findByRole('link', { name: 'All meetings' }));
    expect([location.search, await screen.findByRole('heading', { name: 'Meetings' })]).toEqual([
      '',
      expect.anything(),
    ]);
  });
});
