import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { GUEST_PAGES, type HeaderOptions, ORGANISER_PAGES, securityHeaders } from '../../web/lib/headers.ts';
import { HOST_BEHAVIOR } from '../../steps/domain/host-kind.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import { publicPart, type SignIn } from '../sign-in.ts';
import { poolOrigins } from './organiser-pool.ts';
import { PageOrigin, type PageOriginProps } from './page-origin.ts';
import { nameEmptier } from './pages-bucket.ts';
import { providerLogs } from './provider-logs.ts';

export interface SiteProps {
  readonly config: Config;
  readonly names: Names;
  readonly apiUrl: string;
  readonly apiOrigin: string;
}

/** The pages, at two origins: the join page runs the script of a room's host, which must not reach what organisers have. */
export class Site extends Construct {
  /** Of organisers' pages: `https://d111111abcdef8.cloudfront.net/`. */
  readonly siteUrl: string;
  /** The join page, to which personal links point. */
  readonly joinUrl: string;
  /** They may call the API, and personal links may point to them. */
  readonly origins: readonly [organisers: string, guests: string];
  readonly #addFiles: (signIn: SignIn | undefined) => void;

  constructor(scope: Construct, id: string, { config, names, apiUrl, apiOrigin }: SiteProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const logGroup = providerLogs(this, 'FilesLogs', names.functionLogs('pages'), config);
    const origin = (
      what: string,
      pages: Pick<PageOriginProps, 'comment' | 'globalName' | 'pages' | 'elsewhere'>,
      headers: HeaderOptions,
    ): PageOrigin =>
      new PageOrigin(this, what, { ...pages, logGroup, headers: securityHeaders({ api: apiOrigin, ...headers }) });
    const guests = origin(
      'Join',
      {
        comment: `Join page of ${config.deployment}`,
        globalName: names.joinPage(region),
        pages: GUEST_PAGES,
      },
      { rooms: roomsOf(config) },
    );
    this.joinUrl = `${guests.origin}/join`;
    // The id `Default` adds nothing to logical ids, so that the address stays that of earlier versions.
    const organisers = origin(
      'Default',
      {
        comment: `Pages of ${config.deployment}`,
        globalName: names.pages(region),
        pages: ORGANISER_PAGES,
        // Links that were made when the page was at this origin.
        elsewhere: { '/join': this.joinUrl },
      },
      { issuer: issuerOrigins(Stack.of(this), names, config) },
    );
    this.siteUrl = `${organisers.origin}/`;
    this.origins = [organisers.origin, guests.origin];
    nameEmptier(this, names, config);
    const common = { api: apiUrl, joinUrl: this.joinUrl, word: config.word, mail: config.mailFrom !== undefined };
    this.#addFiles = (signIn) => {
      organisers.addFiles({ ...common, ...(signIn && { signIn: publicPart(signIn) }) });
      guests.addFiles(common);
    };
  }

  /** After the client of a user pool, which needs the address of the pages. */
  addFiles(signIn: SignIn | undefined): void {
    this.#addFiles(signIn);
  }
}

/** The domain whose subdomains are rooms that the join page shows in a frame. */
const roomsOf = ({ hostKind, domain }: Config): string | undefined =>
  HOST_BEHAVIOR[hostKind].joinPage === 'jitsi' ? domain : undefined;

const issuerOrigins = (stack: Stack, names: Names, config: Config): readonly string[] => {
  const { organisers, oidcIssuer, oidcOrigins } = config;
  if (organisers === 'cognito') return poolOrigins(stack, names);
  return oidcIssuer === undefined ? [] : [new URL(oidcIssuer).origin, ...oidcOrigins];
};
