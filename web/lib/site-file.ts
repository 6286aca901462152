import type { Word } from './words.ts';

/** `config.json` beside the pages. Everybody can read it. */
export interface SiteFile {
  /** Base URL of the API. Without it, the API is at the origin of the page. */
  readonly api?: string;
  /** The join page, to which personal links point. Without it, it is beside the page. */
  readonly joinUrl?: string;
  readonly word?: Word | undefined;
  readonly mail: boolean;
  /** How organisers sign in. Without it, the pages ask for an API key when the API requires one. */
  readonly signIn?: SignInConfig;
}

/** A public client of OpenID Connect, with code and PKCE. Its redirect addresses are those of all pages of organisers. */
export interface SignInConfig {
  /** Exactly as the issuer calls itself. */
  readonly issuer: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
}
