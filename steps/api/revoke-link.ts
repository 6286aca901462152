import { actOf, callerActor } from '../domain/actions.ts';
import { keyMatches, linkVersion, withLinkVersion } from '../domain/links.ts';
import { updateMeeting } from '../update-meeting.ts';
import { givenKey, requireAccepted, requireOwnMeeting, requireRole } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { personalLinks, requireSecret } from './personal-links.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/**
 * Revokes the link of one role and issues a new one. The key before is refused from the write on. Calls that found the same
 * version are one revocation. A call with the key of a link that is revoked already changes nothing.
 */
export const revokeLink = (ports: RoutePorts<'meetings' | 'secrets' | 'clock'>) =>
  respondToOrganiser<'revokeLink'>(ports, async (request) => {
    const role = requireRole(request.params['role']);
    const found = await requireOwnMeeting(ports, request);
    const key = givenKey(request.headers);
    const isCurrent = key === undefined || keyMatches(await requireSecret(ports.secrets, found), found, role, key);
    const version = linkVersion(found, role) + (isCurrent ? 1 : 0);
    const meeting = requireAccepted(
      await updateMeeting(
        ports.meetings,
        found.id,
        (row) => (linkVersion(row, role) >= version ? row : withLinkVersion(row, role, version)),
        { act: actOf(callerActor(request.caller), ports.clock.now()) },
      ),
    );
    if (isCurrent) ports.log.info('link revoked', { role, version });
    return { status: 200, body: { role, link: (await personalLinks(ports, meeting))[`${role}_link`] } };
  });

export const handler = onOrganiserApi(revokeLink, { meetings, secrets });
