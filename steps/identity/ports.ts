import type { Caller } from '../domain/organisers.ts';

/** The services that say who sends a request. */
export interface IdentityPorts {
  /** Undefined when the deployment has API keys only. */
  readonly signIn: SignIn | undefined;
}

/** People who sign in at an issuer of OpenID Connect. */
export interface SignIn {
  /**
   * Checks an access token: signature, issuer, client, audience, time and role.
   * @throws BadToken, NoRole, IssuerUnavailable
   */
  callerOf(accessToken: string): Promise<Caller>;
  /** The API key under which API Gateway counts the requests of all people who signed in. As a key of a caller it is not valid. */
  readonly usageKey: string;
}
