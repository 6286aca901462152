import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The part of an address that nobody can guess: 43 characters. */
export const newFeedSecret = (): string => randomBytes(32).toString('base64url');

/** Of a secret of 256 random bits, so it needs no salt. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares hashes in constant time. */
export const isSecretOf = (secret_hash: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(secret_hash, 'hex'), Buffer.from(hashOf(secret), 'hex'));
