import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act } from '@testing-library/react';
import { ApiKeyProvider } from '../../../web/components/api-key.tsx';
import { Refusal, Unreachable } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { CALLS_A_DAY } from '../../../web/lib/poll-interval.ts';
import type { Meeting } from '../../../web/lib/wire.ts';
import { useMeetingDetails } from '../../../web/pages/use-meeting-details.ts';
import { useMeetings } from '../../../web/pages/use-meetings.ts';
import { after, detailsOf, past, running, upcoming } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

const HOUR = 3_600_000;
/** Hours that are played of a day: the pages do the same in all hours. */
const PLAYED = 4;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const show = (visibility: DocumentVisibilityState): void => {
  jest.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
  document.dispatchEvent(new Event('visibilitychange'));
};

const Overview = () => (useMeetings(1), null);
const Details = () => (useMeetingDetails('k3v9t2m8q5x7r1za'), null);

/** Keeps the page open for these hours; returns how often it called each route. */
async function open(Page: () => null, routes: Partial<Api>, hours: number) {
  const calls: Record<string, number> = {};
  const counted = Object.entries(routes as Record<string, (...args: unknown[]) => unknown>).map(
    ([name, route]) =>
      [
        name,
        (...args: unknown[]) => {
          calls[name] = (calls[name] ?? 0) + 1;
          return route(...args);
        },
      ] as const,
  );
  renderPage(
    <ApiKeyProvider>
      <Page />
    </ApiKeyProvider>,
    Object.fromEntries(counted) as Partial<Api>,
  );
  for (let hour = 0; hour < hours; hour++) await act(() => jest.advanceTimersByTimeAsync(HOUR));
  return calls;
}

const total = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((a, b) => a + b, 0);

const [live] = upcoming;
const far: Meeting = { ...live!, status: 'SCHEDULED', launch_at: after(3 * 1_440) };
const meeting = (one: Meeting): Partial<Api> => ({
  meeting: async () => detailsOf(one),
  execution: async () => running,
});
const list = (...meetings: Meeting[]): Partial<Api> => ({ meetings: async () => ({ meetings }) });

describe('a page that is open for a day makes so many calls:', () => {
  it.each<[string, () => null, Partial<Api>, number]>([
    ['the overview of meetings that are all far ahead', Overview, list(far, ...past), 300],
    ['the overview while meetings are held all day', Overview, list({ ...live!, status: 'IN_PROGRESS' }), 4_400],
    ['a meeting that is far ahead', Details, meeting(far), 300],
    ['a meeting that is held all day', Details, meeting({ ...live!, status: 'IN_PROGRESS' }), 8_800],
    [
      'a meeting that has ended',
      Details,
      { ...meeting(past[0]!), execution: async () => ({ ...running, status: 'SUCCEEDED' }) },
      12,
    ],
    [
      'a page whose server does not respond',
      Overview,
      { meetings: async () => Promise.reject(new Unreachable('away')) },
      1_500,
    ],
    [
      'a page whose quota is used up',
      Overview,
      { meetings: async () => Promise.reject(new Refusal(429, {}, HOUR)) },
      30,
    ],
  ])('%s', async (_what, Page, routes, most) => {
    const calls = (total(await open(Page, routes, PLAYED)) * 24) / PLAYED;
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(Math.min(most, CALLS_A_DAY));
  });
});

it('asks for no history before the launch', async () => {
  expect(Object.keys(await open(Details, meeting(far), 1))).toEqual(['meeting']);
  expect(Object.keys(await open(Details, meeting(live!), 1))).toEqual(['meeting', 'execution']);
});

it('calls nothing in a hidden tab, and at once when it is visible again', async () => {
  const calls = await open(Details, meeting(far), 1);
  show('hidden');
  await act(() => jest.advanceTimersByTimeAsync(HOUR));
  const before = total(calls);
  await act(() => jest.advanceTimersByTimeAsync(23 * HOUR));
  expect(total(calls)).toBe(before);
  show('visible');
  await act(() => jest.advanceTimersByTimeAsync(0));
  expect(total(calls)).toBe(before + 1);
});

it('follows the launch of a host within seconds', async () => {
  const launching: Meeting = { ...live!, status: 'LAUNCHING' };
  const calls = await open(Details, meeting(launching), 1);
  expect(calls['meeting']).toBeGreaterThanOrEqual(700);
});
