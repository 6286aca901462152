import { randomBytes } from 'node:crypto';

/** A secret by the Standard Webhooks specification. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
