import { validUntil, needsRenewal } from '../domain/certificates.ts';
import { DAY } from '../domain/instants.ts';
import type { CertificatePorts } from '../ports.ts';
import { authority } from '../aws/certificate/acme-authority.ts';
import { certificates } from '../aws/certificate/secret-certificates.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';

/**
 * Renews the certificate of all rooms and records its remaining days; runs twice a day. Does not replace a
 * certificate that the operator provides. One certificate for all rooms, because Let's Encrypt issues at most
 * 50 per week for a domain.
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
      // Also after a failed renewal. 0 when there is no certificate, so that the alarm fires.
      const expiry = validUntil(await certificates.read(), domain);
      const days = expiry === undefined ? 0 : Math.floor((expiry - clock.now()) / DAY);
      log.count('CertificateDaysLeft', Math.max(0, days));
    }
  };

export const handler = onLambda(renewCertificate, { certificates, authority });
