import { webcrypto, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from '../../steps/domain/certificates.ts';
import { DAY, type Millis } from '../../steps/domain/instants.ts';
import { readJson, writeJson } from '../files.ts';

export interface Certificate extends KeyPair {
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string;
  /** The certificate without its key, for `curl --cacert`. */
  readonly file: string;
}

/** Some browsers refuse server certificates that are valid for more than 398 days. */
const VALID_FOR = 365 * DAY;
/** Clocks of other devices may be behind. */
const VALID_BEFORE = DAY;
/** A runtime can run this long without a start. */
const RENEWED_BEFORE_EXPIRY = 180 * DAY;

/**
 * Returns the self-signed certificate in the data folder. Makes a new one when there is none, when it has another address,
 * or half a year before it expires.
 *
 * @param now real time, which browsers compare with the certificate
 */
export async function certificateFor(dataDir: string, address: string, now: Millis): Promise<Certificate> {
  const pairFile = join(dataDir, 'certificate.json');
  const kept = readJson<KeyPair>(pairFile);
  const pair = kept && isUsable(kept, address, now) ? kept : await selfSigned(address, now);
  if (pair !== kept) writeJson(pairFile, pair);
  const file = join(dataDir, 'certificate.pem');
  writeFileSync(file, pair.certificate, { mode: 0o600 });
  return { ...pair, fingerprint: new X509Certificate(pair.certificate).fingerprint256, file };
}

function isUsable({ certificate }: KeyPair, address: string, now: Millis): boolean {
  const parsed = new X509Certificate(certificate);
  return parsed.checkIP(address) !== undefined && Date.parse(parsed.validTo) - now > RENEWED_BEFORE_EXPIRY;
}

async function selfSigned(address: string, now: Millis): Promise<KeyPair> {
  // Loaded only here: without `--host` no certificate is needed.
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=elephant-meetings on this computer',
    notBefore: new Date(now - VALID_BEFORE),
    notAfter: new Date(now - VALID_BEFORE + VALID_FOR),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: address },
        { type: 'dns', value: 'localhost' },
      ]),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), private_key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
