import type { KeyPair, RenewalWindow } from '../domain/certificates.ts';
import type { Clock, Log } from '../ports.ts';

/** The services that the renewal of the rooms' certificate uses. */
export interface CertificatePorts {
  readonly certificates: Certificates;
  /** Undefined when the operator provides the certificate. */
  readonly authority: CertificateAuthority | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Storage of the wildcard certificate that all rooms share. */
export interface Certificates {
  /** The certificate covers `*.{domain}`. */
  readonly domain: string;
  /** Returns undefined when the store holds no certificate. */
  read(): Promise<KeyPair | undefined>;
  write(pair: KeyPair): Promise<void>;
}

/** Issues certificates (ACME, RFC 8555). */
export interface CertificateAuthority {
  /** The ACME directory, which is stored with each certificate. */
  readonly directory: string;
  /** When to renew a certificate that this authority issued; undefined when it does not say. */
  renewalWindow(certificate: string): Promise<RenewalWindow | undefined>;
  /**
   * Returns a new certificate for `*.{domain}` and its key. Takes up to some minutes.
   * @param replaced the certificate of this authority that the new one replaces
   */
  issue(domain: string, replaced?: string): Promise<KeyPair>;
}
