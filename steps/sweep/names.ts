import type { Ports } from '../ports.ts';

/**
 * Removes names of ended meetings, because EC2 may give their IP address to another customer's instance.
 * Keeps names of unknown meetings: they may belong to another deployment.
 */
export async function sweepNames({
  meetings,
  addresses,
  log,
}: Pick<Ports, 'meetings' | 'addresses' | 'log'>): Promise<void> {
  const published = await addresses.published();
  const rows = await Promise.all(published.map(({ meetingId }) => meetings.find(meetingId)));
  const stale = published.filter((_, index) => rows[index]?.status === 'ENDED');
  // In parallel, so that the adapter sends them in one request.
  await Promise.all(
    stale.map(async ({ meetingId, address }) => {
      await addresses.remove(meetingId, [address]);
      log.warn('stale name removed', { meetingId });
    }),
  );
}
