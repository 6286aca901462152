import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { OidcSignIn } from '../../steps/aws/oidc-sign-in.ts';
import { BadToken, IssuerUnavailable, NoRole } from '../../steps/identity/errors.ts';
import { Issuer } from '../support/issuer.ts';

let issuer: Issuer;
beforeEach(async () => {
  issuer = await Issuer.start();
});
afterEach(() => {
  jest.restoreAllMocks();
  issuer.stop();
});

const signIn = (settings: Partial<Issuer['settings']> = {}): OidcSignIn =>
  new OidcSignIn({ ...issuer.settings, ...settings });
const seconds = (from: number): number => Math.floor(Date.now() / 1_000) + from;
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an access token', () => {
  it('names an organiser by issuer and subject', async () => {
    expect(await signIn().callerOf(await issuer.token())).toEqual({ kind: 'organiser', id: `${issuer.url}#ada` });
  });

  it('names an administrator by a role in a claim, which is a list or a text', async () => {
    const administrator = { kind: 'administrator', id: `${issuer.url}#ada` };
    const listed = await issuer.token({ groups: ['teachers', 'administrators'] });
    expect(await signIn().callerOf(listed)).toEqual(administrator);
    const text = await issuer.token({ 'https://school.example/role': 'head' });
    const settings = { roleClaim: 'https://school.example/role', administratorRole: 'head' };
    expect(await signIn(settings).callerOf(text)).toEqual(administrator);
  });

  it('without the role of organisers names nobody, if there is such a role', async () => {
    const settings = { organiserRole: 'organisers' };
    await expect(signIn(settings).callerOf(await issuer.token())).rejects.toThrow(NoRole);
    expect(await signIn(settings).callerOf(await issuer.token({ groups: ['organisers'] }))).toMatchObject({
      kind: 'organiser',
    });
  });

  it('for an audience needs this audience and this client', async () => {
    const api = signIn({ audience: 'https://api.example' });
    const claims = { client_id: undefined, token_use: undefined, aud: ['https://api.example', 'other'] };
    expect(await api.callerOf(await issuer.token({ ...claims, azp: 'pages' }))).toMatchObject({ kind: 'organiser' });
    await expect(api.callerOf(await issuer.token({ ...claims, azp: 'other' }))).rejects.toThrow(BadToken);
    await expect(api.callerOf(await issuer.token({ ...claims, azp: 'pages', aud: 'other' }))).rejects.toThrow(BadToken);
  });

  it.each<[string, () => object]>([
    ['has expired', () => ({ exp: seconds(-60) })],
    ['never expires', () => ({ exp: undefined })],
    ['is not valid yet', () => ({ nbf: seconds(60) })],
    ['is of another client', () => ({ client_id: 'other' })],
    ['names no client', () => ({ client_id: undefined })],
    ['is of another issuer', () => ({ iss: 'https://issuer.example' })],
    ['names no subject', () => ({ sub: undefined })],
    ['is an ID token of Cognito', () => ({ token_use: 'id' })],
    ['is an ID token', () => ({ nonce: 'n-0S6_WzA2Mj' })],
  ])('that %s is not accepted', async (_what, claims) => {
    await expect(signIn().callerOf(await issuer.token(claims() as never))).rejects.toThrow(BadToken);
  });

  it('that another key signed is not accepted', async () => {
    await expect(signIn().callerOf(await issuer.forgedToken())).rejects.toThrow(BadToken);
  });

  it('without a signature, or signed with the public key as a secret, is not accepted', async () => {
    const claims = { iss: issuer.url, sub: 'ada', client_id: 'pages', exp: seconds(300) };
    for (const alg of ['none', 'None', 'NONE'])
      await expect(signIn().callerOf(`${base64url({ alg })}.${base64url(claims)}.`)).rejects.toThrow(BadToken);
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publicKey));
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
    await expect(signIn().callerOf(confused)).rejects.toThrow(BadToken);
  });

  it.each(['', 'x', 'a.b.c', 'eyJhbGciOiJFUzI1NiJ9..'])('that is none is not accepted: "%s"', async (text) => {
    await expect(signIn().callerOf(text)).rejects.toThrow(BadToken);
  });
});

describe('the keys of the issuer', () => {
  it('are read again when a token has a key that was rotated in', async () => {
    const one = signIn();
    const before = await issuer.token();
    await one.callerOf(before);
    await issuer.rotate();
    const after = await issuer.token();
    // For half a minute after the keys were read, a token with an unknown key does not let them be read again.
    await expect(one.callerOf(after)).rejects.toThrow(BadToken);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 31_000);
    expect(await one.callerOf(after)).toMatchObject({ kind: 'organiser' });
    await expect(one.callerOf(before)).rejects.toThrow(BadToken);
  });

  it('that cannot be read say nothing about a token; the next token reads them', async () => {
    const one = signIn();
    issuer.broken = true;
    await expect(one.callerOf(await issuer.token())).rejects.toThrow(IssuerUnavailable);
    issuer.broken = false;
    expect(await one.callerOf(await issuer.token())).toMatchObject({ kind: 'organiser' });
  });

  it('that cannot be read again later say nothing either', async () => {
    const one = signIn();
    await one.callerOf(await issuer.token());
    issuer.broken = true;
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 11 * 60_000);
    await expect(one.callerOf(await issuer.token())).rejects.toThrow(IssuerUnavailable);
  });

  it('are not those of an issuer that calls itself otherwise', async () => {
    const other = signIn({ issuer: `${issuer.url}/` });
    await expect(other.callerOf(await issuer.token())).rejects.toThrow(IssuerUnavailable);
  });

  it('are not there when nobody listens', async () => {
    const token = await issuer.token();
    issuer.stop();
    await expect(signIn().callerOf(token)).rejects.toThrow(IssuerUnavailable);
  });
});
