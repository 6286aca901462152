/** Where each page is; their scripts and styles lie under `assets/`, with a hash in their names. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  '/': '/index.html',
  '/meetings': '/meetings.html',
  '/join': '/join.html',
};

/** Of files whose names have a hash, and of all others. */
export const CACHING = { hashed: 'max-age=31536000, immutable', others: 'no-cache' } as const;

export interface Reach {
  /** The API's origin, if it is not the pages' own. */
  readonly api?: string;
  /** The domain whose subdomains are Jitsi rooms. */
  readonly rooms?: string | undefined;
}

/** What the pages are sent with, wherever they are served from: they may load and ask just what they need. */
export function securityHeaders({ api, rooms }: Reach): Readonly<Record<string, string>> {
  const hosts = rooms === undefined ? [] : [`https://*.${rooms}`];
  const sources = (...allowed: readonly string[]): string => ["'self'", ...allowed].join(' ');
  const directives = {
    'default-src': "'none'",
    // A room brings the script that puts it into the page, and is shown in a frame.
    'script-src': sources(...hosts),
    ...(hosts.length > 0 && { 'frame-src': hosts.join(' ') }),
    'style-src': sources(),
    'img-src': sources(),
    'connect-src': sources(...(api === undefined ? [] : [api])),
    'media-src': sources('blob:'),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  const people = ['self', ...hosts.map((host) => `"${host}"`)].join(' ');
  return {
    'Content-Security-Policy': Object.entries(directives)
      .map((directive) => directive.join(' '))
      .join('; '),
    'Permissions-Policy': ['camera', 'microphone', 'display-capture', 'autoplay', 'fullscreen']
      .map((feature) => `${feature}=(${people})`)
      .join(', '),
    // Links have keys in them.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
