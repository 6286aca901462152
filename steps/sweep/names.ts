import { Throttled } from '../domain/errors.ts';
import type { Ports } from '../ports.ts';
import type { Attempt } from './attempt.ts';

/**
 * Removes names of ended meetings, because EC2 may give their IP address to another customer's instance.
 * Keeps names of unknown meetings: they may belong to another deployment. Route 53 allows an account five requests a
 * second, so many tear-downs at the same time throttle it: what is throttled waits for the next sweep, and is no failure.
 */
export async function sweepNames(
  { meetings, addresses, log }: Pick<Ports, 'meetings' | 'addresses' | 'log'>,
  attempt: Attempt,
): Promise<void> {
  const published = await later(log, () => addresses.published());
  // In parallel, so that the adapter sends the removals in one request.
  await Promise.all(
    (published ?? []).map(({ meetingId, address }) =>
      attempt(`name of ${meetingId}`, async () => {
        if ((await meetings.find(meetingId))?.status !== 'ENDED') return;
        await later(log, async () => {
          await addresses.remove(meetingId, [address]);
          log.warn('stale name removed', { meetingId });
        });
      }),
    ),
  );
}

/** Returns undefined when Route 53 throttled the request. */
async function later<T>(log: Ports['log'], run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    log.warn('names wait for the next sweep', { error });
    return undefined;
  }
}
