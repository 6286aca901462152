import { X509Certificate } from 'node:crypto';
import type { Millis } from './instants.ts';

/** PEM; `certificate` includes the chain. `infra/host/prepare.py` reads this shape. */
export interface KeyPair {
  readonly certificate: string;
  readonly private_key: string;
}

export const wildcardOf = (domain: string): string => `*.${domain}`;

/** Returns the expiry; undefined when there is no certificate, or it does not cover the rooms of the domain. */
export function validUntil(pair: KeyPair | undefined, domain: string): Millis | undefined {
  const certificate = pair && parsed(pair.certificate);
  return certificate?.checkHost(`any.${domain}`) ? Date.parse(certificate.validTo) : undefined;
}

/**
 * Returns true in the last third of the lifetime. A fraction, because lifetimes shrink
 * (Let's Encrypt: 90 days, then 64, then 45).
 */
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
    // Not a certificate: treat it as missing.
    return undefined;
  }
}
