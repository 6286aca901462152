import { hostPresence } from '../../steps/api/host-presence.ts';
import { LINK_KEY_HEADER } from '../../steps/api/route-spec.ts';
import { linkKey } from '../../steps/domain/links.ts';
import type { LaunchRequest, Ports } from '../../steps/ports.ts';

/** Calls the route for hosts with the key of the meeting's host. A refusal, such as after the end, changes nothing. */
export async function reportPresence(
  ports: Ports,
  { meetingId, keyId }: Pick<LaunchRequest, 'meetingId' | 'keyId'>,
  event: 'present' | 'left',
): Promise<void> {
  const key = linkKey(await ports.secrets.linkSecret(keyId), { id: meetingId }, 'host');
  await hostPresence({ ...ports, origins: [] })({
    method: 'POST',
    params: { id: meetingId },
    query: {},
    headers: { 'content-type': 'application/json', [LINK_KEY_HEADER.toLowerCase()]: key },
    body: JSON.stringify({ event }),
    baseUrl: '',
  });
}
