import { X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import type { RenewalWindow } from '../../domain/certificates.ts';

/** Milliseconds of real time. */
const TIMEOUT = 10_000;

const directory = z.object({ renewalInfo: z.optional(z.string()) });
const instant = z.iso.datetime({ offset: true });
const renewalInfo = z.object({ suggestedWindow: z.object({ start: instant, end: instant }) });

/**
 * Asks an ACME authority when to renew a certificate (ARI, RFC 9773). Returns undefined when its directory has no such
 * resource.
 */
export async function renewalWindow(directoryUrl: string, pem: string): Promise<RenewalWindow | undefined> {
  const id = certificateId(pem);
  const { renewalInfo: url } = directory.parse(await get(directoryUrl));
  if (url === undefined || id === undefined) return undefined;
  const { suggestedWindow } = renewalInfo.parse(await get(`${url}/${id}`));
  return { from: Date.parse(suggestedWindow.start), until: Date.parse(suggestedWindow.end) };
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) throw new Error(`${url} returned ${response.status}`);
  return response.json();
}

/**
 * The identifier of a certificate for its authority: the identifier of the authority's key, a dot, and the serial number
 * (RFC 9773, 4.1). Undefined when the certificate does not name the key.
 */
export function certificateId(pem: string): string | undefined {
  const { raw, serialNumber } = new X509Certificate(pem);
  const keyId = authorityKeyId(raw);
  // In DER, a number whose first bit is set has a zero byte before it.
  const serial = Buffer.from(/^[89A-F]/.test(serialNumber) ? `00${serialNumber}` : serialNumber, 'hex');
  return keyId && `${keyId.toString('base64url')}.${serial.toString('base64url')}`;
}

/** The DER of the object identifier 2.5.29.35, of the extension `authorityKeyIdentifier`. */
const AUTHORITY_KEY_IDENTIFIER = Buffer.from('0603551d23', 'hex');
/** Tag of the field `keyIdentifier`. */
const KEY_IDENTIFIER = 0x80;

/** Node.js does not parse this extension: a text of octets with a sequence, whose first field is the key's identifier. */
function authorityKeyId(der: Buffer): Buffer | undefined {
  const at = der.indexOf(AUTHORITY_KEY_IDENTIFIER);
  if (at < 0) return undefined;
  const fields = contentOf(contentOf(der.subarray(at + AUTHORITY_KEY_IDENTIFIER.length)));
  return fields[0] === KEY_IDENTIFIER ? contentOf(fields) : undefined;
}

/** The content of the first element of a DER text. */
function contentOf(der: Buffer): Buffer {
  const first = der.readUInt8(1);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  return der.subarray(2 + lengthBytes, 2 + lengthBytes + length);
}
