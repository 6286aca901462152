import { needsRenewal, type RenewalWindow, validUntil } from '../domain/certificates.ts';
import { DAY } from '../domain/instants.ts';
import type { CertificateAuthority, CertificatePorts } from './ports.ts';
import { authority } from '../aws/certificate/acme-authority.ts';
import { certificates } from '../aws/certificate/secret-certificates.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';

/**
 * Renews the certificate of all rooms and records its remaining days; runs twice a day. Does not replace a
 * certificate that the operator provides. One certificate for all rooms, because Let's Encrypt issues at most
 * 50 per week for a domain.
 */
export const renewCertificate = (ports: CertificatePorts) => async (): Promise<void> => {
  const { certificates, authority, clock, log } = ports;
  try {
    if (authority) await renewWhenDue(ports, authority);
  } finally {
    // Also after a failed renewal. 0 when there is no certificate, so that the alarm fires.
    const expiry = validUntil(await certificates.read(), certificates.domain);
    const days = expiry === undefined ? 0 : Math.floor((expiry - clock.now()) / DAY);
    log.count('CertificateDaysLeft', Math.max(0, days));
  }
};

async function renewWhenDue(
  { certificates, clock, log }: CertificatePorts,
  authority: CertificateAuthority,
): Promise<void> {
  const { domain } = certificates;
  const { directory } = authority;
  const before = await certificates.read();
  const own = before?.directory === directory ? before.certificate : undefined;
  const window = own === undefined ? undefined : await windowOf(own);
  if (!needsRenewal(before, { domain, directory, window }, clock.now())) return;
  await certificates.write({ ...(await authority.issue(domain, own)), directory });
  log.info('certificate renewed', { domain, directory });

  /** A failed question does not prevent a renewal: without a window it is due in the last third of the lifetime. */
  async function windowOf(certificate: string): Promise<RenewalWindow | undefined> {
    try {
      return await authority.renewalWindow(certificate);
    } catch (error) {
      log.warn('no renewal window', { reason: String(error) });
      return undefined;
    }
  }
}

export const handler = onLambda(renewCertificate, { certificates, authority });
