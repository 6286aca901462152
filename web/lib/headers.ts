type PageFiles = Readonly<Record<string, string>>;

/** Path of each page and its file. Scripts and styles are in `assets/`, with a hash in their names. */
export const ORGANISER_PAGES: PageFiles = {
  '/': '/index.html',
  '/meetings': '/meetings.html',
  '/overview': '/overview.html',
  '/reports': '/reports.html',
  '/webhooks': '/webhooks.html',
};

/** At an origin of their own, because the join page runs the script of the room's host. */
export const GUEST_PAGES: PageFiles = { '/join': '/join.html' };

export const PAGE_FILES: PageFiles = { ...ORGANISER_PAGES, ...GUEST_PAGES };

/** `Cache-Control` of files with a hash in their names, and of all other files. */
export const CACHING = { hashed: 'max-age=31536000, immutable', others: 'no-cache' } as const;

export interface HeaderOptions {
  /** The API's origin, if it differs from the pages' origin. */
  readonly api?: string;
  /** Origins that the pages call when somebody signs in. */
  readonly issuer?: readonly string[] | undefined;
  /** Jitsi rooms are subdomains of this domain. */
  readonly rooms?: string | undefined;
}

/** Response headers of the pages, for every server. They allow only what the pages load and call. */
export function securityHeaders({ api, issuer = [], rooms }: HeaderOptions): Readonly<Record<string, string>> {
  const hosts = rooms === undefined ? [] : [`https://*.${rooms}`];
  const sources = (...origins: readonly string[]): string => ["'self'", ...origins].join(' ');
  const directives = {
    'default-src': "'none'",
    // An embedded room loads its script from the host and shows a frame.
    'script-src': sources(...hosts),
    ...(hosts.length > 0 && { 'frame-src': hosts.join(' ') }),
    'style-src': sources(),
    'img-src': sources(),
    'font-src': sources(),
    'connect-src': sources(...(api === undefined ? [] : [api]), ...issuer),
    'media-src': sources('blob:'),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  const allowed = ['self', ...hosts.map((host) => `"${host}"`)].join(' ');
  return {
    'Content-Security-Policy': Object.entries(directives)
      .map((directive) => directive.join(' '))
      .join('; '),
    'Permissions-Policy': ['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen']
      .map((feature) => `${feature}=(${allowed})`)
      .join(', '),
    // Personal links contain keys.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
