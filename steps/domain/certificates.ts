import { X509Certificate } from 'node:crypto';
import { type Millis, SECOND } from './instants.ts';

/** As hosts read it (`infra/host/agent.py`): PEM, the certificate with its chain. */
export interface KeyPair {
  readonly certificate: string;
  readonly private_key: string;
}

export const DAY: Millis = 86_400 * SECOND;

/** What rooms of a domain are covered by. */
export const wildcardOf = (domain: string): string => `*.${domain}`;

/** Until when rooms of the domain can be opened with it; undefined when it is not for them, or none at all. */
export function validUntil(pair: KeyPair | undefined, domain: string): Millis | undefined {
  const certificate = pair && parsed(pair.certificate);
  return certificate?.checkHost(`any.${domain}`) ? Date.parse(certificate.validTo) : undefined;
}

/** In the last third of its life. Lifetimes shrink (90 days, then 64, then 45), so no number of days is right for long. */
export function needsRenewal(pair: KeyPair | undefined, domain: string, now: Millis): boolean {
  const until = validUntil(pair, domain);
  if (!pair || until === undefined) return true;
  const from = Date.parse(new X509Certificate(pair.certificate).validFrom);
  return now >= until - (until - from) / 3;
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Not a certificate: as good as none.
    return undefined;
  }
}
