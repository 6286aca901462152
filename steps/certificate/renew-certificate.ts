import { DAY, validUntil, needsRenewal } from '../domain/certificates.ts';
import type { CertificatePorts } from '../ports.ts';
import { authority } from '../aws/certificate/acme-authority.ts';
import { certificates } from '../aws/certificate/secret-certificates.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';

/** Days of a certificate that is none: less than any that counts. */
const NONE = 0;

/**
 * Keeps the one certificate of all rooms fresh, and tells how long it lasts: twice a day. What the
 * operator put there is left alone and watched all the same. Never one for a meeting: authorities
 * issue some fifty a week for a domain.
 */
export const renewCertificate =
  ({ certificates, authority, clock, log }: CertificatePorts) =>
  async (): Promise<void> => {
    const { domain } = certificates;
    const before = await certificates.read();
    try {
      if (authority.issues && needsRenewal(before, domain, clock.now())) {
        await certificates.write(await authority.issue(domain));
        log.info('certificate renewed', { domain });
      }
    } finally {
      // Also when it could not be renewed: that is what the alarm is for.
      const until = validUntil(await certificates.read(), domain);
      log.count(
        'CertificateDaysLeft',
        until === undefined ? NONE : Math.max(NONE, Math.floor((until - clock.now()) / DAY)),
      );
    }
  };

export const handler = onLambda(renewCertificate, { certificates, authority });
