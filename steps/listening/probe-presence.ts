import { isoSeconds, type Millis, MINUTE } from '../domain/instants.ts';
import { linkKey } from '../domain/links.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { presenceRoute } from '../aws/http-presence-route.ts';
import { secrets } from '../aws/secrets.ts';
import { PROBE } from './mark.ts';

/** The period of the probe. */
export const PROBE_EVERY: Millis = MINUTE;
/** Listening starts this long before a meeting. */
const AHEAD: Millis = 10 * MINUTE;

/**
 * Checks that presence can be reported, the way pages report it. The route itself notes its success in the table, so a
 * probe that fails leaves a gap there. Does nothing while no open meeting is near.
 */
export const probePresence =
  ({ meetings, presenceRoute, secrets, clock, log }: Needs) =>
  async (): Promise<void> => {
    if (!(await isMeetingNear({ meetings, clock }))) return;
    const { current, keys } = await secrets.keyRing();
    // The route may not know the newest secret for five minutes. It knows the oldest one then, because none is dropped so soon.
    const tries = [keys[current], Object.values(keys)[0]];
    for (const secret of tries)
      if (secret !== undefined && (await presenceRoute.probe(linkKey(secret, PROBE, 'probe')))) return;
    log.warn('the presence route did not answer');
    log.count('PresenceProbesFailed', 1);
  };

type Needs = Pick<Ports, 'meetings' | 'presenceRoute' | 'secrets' | 'clock' | 'log'>;

/** Also true when the table cannot be read. */
async function isMeetingNear({ meetings, clock }: Pick<Ports, 'meetings' | 'clock'>): Promise<boolean> {
  try {
    const page = await meetings.list({ openOrEnded: 'open', to: isoSeconds(clock.now() + AHEAD), limit: 1 });
    return page.meetings.length > 0;
  } catch {
    return true;
  }
}

export const handler = onLambda(probePresence, { meetings, presenceRoute, secrets });
