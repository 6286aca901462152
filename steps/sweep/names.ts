import type { Ports } from '../ports.ts';
import type { Attempt } from './attempt.ts';

/**
 * Removes names of ended meetings, because EC2 may give their IP address to another customer's instance.
 * Keeps names of unknown meetings: they may belong to another deployment.
 */
export async function sweepNames(
  { meetings, addresses, log }: Pick<Ports, 'meetings' | 'addresses' | 'log'>,
  attempt: Attempt,
): Promise<void> {
  const published = await addresses.published();
  // In parallel, so that the adapter sends the removals in one request.
  await Promise.all(
    published.map(({ meetingId, address }) =>
      attempt(`name of ${meetingId}`, async () => {
        if ((await meetings.find(meetingId))?.status !== 'ENDED') return;
        await addresses.remove(meetingId, [address]);
        log.warn('stale name removed', { meetingId });
      }),
    ),
  );
}
