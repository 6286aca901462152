import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryClock } from '../support/memory/clock.ts';
import { silentLog } from '../support/memory/fixed.ts';
import { AcmeAuthority } from '../../steps/aws/certificate/acme-authority.ts';
import { Route53Challenges } from '../../steps/aws/certificate/route53-challenges.ts';
import type { KeyPair } from '../../steps/domain/certificates.ts';
import { DAY } from '../../steps/domain/instants.ts';
import { renewCertificate } from '../../steps/certificate/renew-certificate.ts';
import { FakeRoute53 } from '../support/fake-route53.ts';
import { AcmeServer } from './acme-server.ts';

const DOMAIN = 'rooms.example';

describe("renewal of the rooms' certificate", () => {
  let acme: AcmeServer;
  let route53: FakeRoute53;
  let stored: KeyPair | undefined;
  let accountKey: string | undefined;
  let clock: MemoryClock;
  let daysLeft: number[];

  beforeEach(async () => {
    route53 = new FakeRoute53(DOMAIN);
    acme = new AcmeServer(mkdtempSync(join(tmpdir(), 'acme-')), (name) => route53.text(name));
    await acme.start();
    stored = undefined;
    accountKey = undefined;
    // A minute ahead, so that a certificate that is issued now is already valid.
    clock = new MemoryClock(Date.now() + 60_000);
    daysLeft = [];
  });
  afterEach(() => acme.stop());

  const renew = ({ issues = true } = {}): Promise<void> => {
    const challenges = new Route53Challenges(route53.client, route53.zoneId, async () => undefined);
    const authority = new AcmeAuthority(`${acme.url}/directory`, challenges, {
      read: async () => accountKey,
      write: async (key) => {
        accountKey = key;
      },
    });
    return renewCertificate({
      certificates: {
        domain: DOMAIN,
        read: async () => stored,
        write: async (pair) => {
          stored = pair;
        },
      },
      authority: issues ? authority : undefined,
      clock,
      log: { ...silentLog, count: (_, value) => daysLeft.push(value) },
    })();
  };

  it('issues a wildcard certificate with its chain and its private key', async () => {
    await renew();
    const certificate = new X509Certificate(stored!.certificate);
    expect(certificate.subjectAltName).toBe(`DNS:*.${DOMAIN}`);
    expect(certificate.checkPrivateKey(createPrivateKey(stored!.private_key))).toBe(true);
    expect(stored!.certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(daysLeft).toEqual([89]);
  });

  it('waits until the challenge record is in sync, and deletes it afterwards', async () => {
    await renew();
    expect(route53.text(`_acme-challenge.${DOMAIN}`)).toBeUndefined();
    expect(route53.requests).toEqual(['change', 'poll', 'poll', 'change']);
  });

  it('renews a certificate once, in the last third of its lifetime', async () => {
    await renew();
    const first = stored;
    clock.advance(59 * DAY);
    await renew();
    expect(stored).toBe(first);
    clock.advance(2 * DAY);
    await renew();
    expect(stored).not.toBe(first);
    expect(daysLeft.slice(0, 2)).toEqual([89, 30]);
    expect(acme.requests.filter((path) => path === '/order')).toHaveLength(2);
  });

  it('renews a certificate with a shorter lifetime in its last third, too', async () => {
    acme.validDays = 45;
    await renew();
    const first = stored;
    clock.advance(29 * DAY);
    await renew();
    expect(stored).toBe(first);
    clock.advance(2 * DAY);
    await renew();
    expect(stored).not.toBe(first);
  });

  it('replaces a certificate of another directory at once: a staging certificate does not delay the first real one', async () => {
    stored = { ...acme.authority.issue(`*.${DOMAIN}`, 89), directory: 'https://staging.example/directory' };
    const staging = stored;
    await renew();
    expect(stored).not.toBe(staging);
    expect(stored.directory).toBe(`${acme.url}/directory`);
    expect(acme.orders).toMatchObject([{ replaces: undefined }]);
  });

  it('uses one account for all certificates', async () => {
    await renew();
    clock.advance(61 * DAY);
    await renew();
    const [first, second] = acme.orders;
    expect(second?.account).toBe(first?.account);
  });

  describe('with renewal information of the authority (RFC 9773)', () => {
    const at = (days: number): string => new Date(clock.now() + days * DAY).toISOString();

    it('renews when the authority suggests it, and names the replaced certificate', async () => {
      acme.window = { start: at(-2), end: at(-1) };
      await renew();
      const id = acme.certificateId();
      const first = stored;
      await renew();
      expect(stored).not.toBe(first);
      expect(acme.orders).toMatchObject([{ replaces: undefined }, { replaces: id }]);
    });

    it('renews at some time within the window', async () => {
      acme.window = { start: at(10), end: at(20) };
      await renew();
      const first = stored;
      clock.advance(10 * DAY - 1);
      await renew();
      expect(stored).toBe(first);
      clock.advance(10 * DAY + 1);
      await renew();
      expect(stored).not.toBe(first);
    });

    it('waits for a window that starts later than the last third of the lifetime, but not for the last sixth', async () => {
      acme.window = { start: at(100), end: at(101) };
      await renew();
      const first = stored;
      clock.advance(70 * DAY);
      await renew();
      expect(stored).toBe(first);
      clock.advance(6 * DAY);
      await renew();
      expect(stored).not.toBe(first);
    });

    it('renews in the last third of the lifetime when the authority does not know the certificate', async () => {
      acme.window = { start: at(-2), end: at(-1) };
      stored = { ...acme.authority.issue(`*.${DOMAIN}`, 30), directory: `${acme.url}/directory` };
      const foreign = stored;
      await renew();
      expect(stored).toBe(foreign);
      clock.advance(21 * DAY);
      await renew();
      expect(stored).not.toBe(foreign);
    });

    it('orders again without the replaced certificate when the authority refuses it', async () => {
      await renew();
      acme.refusesReplaces = true;
      clock.advance(61 * DAY);
      await renew();
      expect(acme.orders).toMatchObject([{ replaces: undefined }, { replaces: undefined }]);
    });
  });

  it('replaces a certificate for another domain', async () => {
    stored = acme.authority.issue('*.elsewhere.example', 80);
    await renew();
    expect(new X509Certificate(stored.certificate).subjectAltName).toBe(`DNS:*.${DOMAIN}`);
  });

  it("counts the days of the operator's certificate and does not renew it", async () => {
    stored = acme.authority.issue(`*.${DOMAIN}`, 20);
    const original = stored;
    clock.advance(15 * DAY);
    await renew({ issues: false });
    expect(stored).toBe(original);
    expect(daysLeft).toEqual([4]);
    expect(acme.requests).toEqual([]);
  });

  it('fails and keeps the certificate when the renewal fails', async () => {
    stored = { ...acme.authority.issue(`*.${DOMAIN}`, 20), directory: `${acme.url}/directory` };
    const original = stored;
    clock.advance(15 * DAY);
    route53.wrongTxtValue = true;
    await expect(renew()).rejects.toThrow();
    expect(stored).toBe(original);
    expect(daysLeft).toEqual([4]);
  });

  it('counts 0 days when there is no certificate', async () => {
    stored = { certificate: 'none_yet', private_key: '' };
    await renew({ issues: false });
    expect(daysLeft).toEqual([0]);
  });
});
