/** The request has no credentials, or an access token that is not valid here. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
}

/** The access token is valid, and its holder has no role in this deployment. */
export class NoRole extends Error {
  override readonly name = 'NoRole';
}

/** The keys of the issuer cannot be read now, so no token can be checked. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

export const NO_ROLE = 'You are signed in, but you have no role here. Ask an administrator.';
export const ISSUER_UNAVAILABLE = 'Who you are cannot be checked now. Try again.';
/** Seconds after which a request may be repeated. */
export const ASK_ISSUER_AGAIN = 5;
