import { X509Certificate } from 'node:crypto';
import { fractionOf } from './ids.ts';
import type { Millis } from './instants.ts';

/** PEM; `certificate` includes the chain. `infra/host/prepare.py` reads this shape. */
export interface KeyPair {
  readonly certificate: string;
  readonly private_key: string;
  /** The ACME directory that issued it; absent for a certificate that the operator provided. */
  readonly directory?: string | undefined;
}

/** In which an authority suggests to renew a certificate. */
export interface RenewalWindow {
  readonly from: Millis;
  readonly until: Millis;
}

export const wildcardOf = (domain: string): string => `*.${domain}`;

/** Returns the expiry; undefined when there is no certificate, or it does not cover the rooms of the domain. */
export function validUntil(pair: KeyPair | undefined, domain: string): Millis | undefined {
  const certificate = pair && parsed(pair.certificate);
  return certificate?.checkHost(`any.${domain}`) ? Date.parse(certificate.validTo) : undefined;
}

/**
 * Returns true when a certificate has to be replaced: it does not cover the rooms, another directory issued it (a
 * staging directory, say), or its renewal is due. The renewal is due at a time within the window that the authority
 * suggests, different for each certificate; without a window, in the last third of the lifetime. A fraction, because
 * lifetimes shrink (Let's Encrypt: 90 days, then 64, then 45). In the last sixth it is always due.
 */
export function needsRenewal(
  pair: KeyPair | undefined,
  { domain, directory, window }: { domain: string; directory: string; window?: RenewalWindow | undefined },
  now: Millis,
): boolean {
  const until = validUntil(pair, domain);
  if (!pair || until === undefined || pair.directory !== directory) return true;
  const lifetime = until - Date.parse(new X509Certificate(pair.certificate).validFrom);
  const suggested = window
    ? window.from + fractionOf(pair.certificate) * (window.until - window.from)
    : until - lifetime / 3;
  return now >= Math.min(suggested, until - lifetime / 6);
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // Not a certificate: treat it as missing.
    return undefined;
  }
}
