import type { Ports } from '../ports.ts';

/**
 * Names whose meeting is over are removed: another's machine may get the address that they lead to.
 * A name whose meeting is not known here is left alone; it may be another deployment's.
 */
export async function sweepNames({
  meetings,
  addresses,
  log,
}: Pick<Ports, 'meetings' | 'addresses' | 'log'>): Promise<void> {
  const published = await addresses.published();
  const rows = await Promise.all(published.map(({ meetingId }) => meetings.find(meetingId)));
  const stale = published.filter((_, index) => rows[index]?.status === 'ENDED');
  // At once, so that they share a request.
  await Promise.all(
    stale.map(async ({ meetingId, address }) => {
      await addresses.remove(meetingId, [address]);
      log.warn('stale name removed', { meetingId });
    }),
  );
}
