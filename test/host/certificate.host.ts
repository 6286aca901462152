import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryClock } from '../support/memory/clock.ts';
import { silentLog } from '../support/memory/fixed.ts';
import { AcmeAuthority } from '../../steps/aws/certificate/acme-authority.ts';
import { Route53Challenges } from '../../steps/aws/certificate/route53-challenges.ts';
import { DAY, type KeyPair } from '../../steps/domain/certificates.ts';
import { renewCertificate } from '../../steps/certificate/renew-certificate.ts';
import { FakeRoute53 } from '../support/fake-route53.ts';
import { AcmeServer } from './acme-server.ts';

const DOMAIN = 'rooms.example';

describe("the rooms' certificate", () => {
  let acme: AcmeServer;
  let route53: FakeRoute53;
  let kept: KeyPair | undefined;
  let clock: MemoryClock;
  let daysLeft: number[];

  beforeEach(async () => {
    route53 = new FakeRoute53(DOMAIN);
    acme = new AcmeServer(mkdtempSync(join(tmpdir(), 'acme-')), (name) => route53.text(name));
    await acme.start();
    kept = undefined;
    // A minute on, so that certificates of this moment have begun whatever the second.
    clock = new MemoryClock(Date.now() + 60_000);
    daysLeft = [];
  });
  afterEach(() => acme.stop());

  /** The step, as it runs twice a day. */
  const renew = ({ issues = true } = {}): Promise<void> => {
    const challenges = new Route53Challenges(route53.client, route53.zoneId, async () => undefined);
    const authority = new AcmeAuthority(`${acme.url}/directory`, challenges);
    return renewCertificate({
      certificates: {
        domain: DOMAIN,
        read: async () => kept,
        write: async (pair) => {
          kept = pair;
        },
      },
      authority: { issues, issue: (domain) => authority.issue(domain) },
      clock,
      log: { ...silentLog, count: (_, value) => daysLeft.push(value) },
    })();
  };

  it('is issued for all rooms of the domain, with its chain and the key that belongs to it', async () => {
    await renew();
    const certificate = new X509Certificate(kept!.certificate);
    expect(certificate.subjectAltName).toBe(`DNS:*.${DOMAIN}`);
    expect(certificate.checkPrivateKey(createPrivateKey(kept!.private_key))).toBe(true);
    expect(kept!.certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(daysLeft).toEqual([89]);
  });

  it('leaves no proof behind in the zone, and waits until it is everywhere', async () => {
    await renew();
    expect(route53.text(`_acme-challenge.${DOMAIN}`)).toBeUndefined();
    expect(route53.requests).toEqual(['change', 'look', 'look', 'change']);
  });

  it('is left alone until the last third of its life, and then renewed once', async () => {
    await renew();
    const first = kept;
    clock.advance(59 * DAY);
    await renew();
    expect(kept).toBe(first);
    clock.advance(2 * DAY);
    await renew();
    expect(kept).not.toBe(first);
    expect(daysLeft.slice(0, 2)).toEqual([89, 30]);
    expect(acme.asked.filter((path) => path === '/order')).toHaveLength(2);
  });

  it('of a shorter life is renewed sooner before its end, as authorities will have it', async () => {
    acme.days = 45;
    await renew();
    const first = kept;
    clock.advance(29 * DAY);
    await renew();
    expect(kept).toBe(first);
    clock.advance(2 * DAY);
    await renew();
    expect(kept).not.toBe(first);
  });

  it('for another domain is as good as none', async () => {
    kept = acme.authority.issue('*.elsewhere.example', 80);
    await renew();
    expect(new X509Certificate(kept.certificate).subjectAltName).toBe(`DNS:*.${DOMAIN}`);
  });

  it('of the operator is only watched', async () => {
    kept = acme.authority.issue(`*.${DOMAIN}`, 20);
    const own = kept;
    clock.advance(15 * DAY);
    await renew({ issues: false });
    expect(kept).toBe(own);
    expect(daysLeft).toEqual([4]);
    expect(acme.asked).toEqual([]);
  });

  it('that cannot be renewed is told of, and the one there is stays', async () => {
    kept = acme.authority.issue(`*.${DOMAIN}`, 20);
    const own = kept;
    clock.advance(15 * DAY);
    route53.lying = true;
    await expect(renew()).rejects.toThrow();
    expect(kept).toBe(own);
    expect(daysLeft).toEqual([4]);
  });

  it('that is none counts as ended', async () => {
    kept = { certificate: 'none_yet', private_key: '' };
    await renew({ issues: false });
    expect(daysLeft).toEqual([0]);
  });
});
