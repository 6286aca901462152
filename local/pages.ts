import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CACHING, type HeaderOptions, PAGE_FILES, securityHeaders } from '../web/lib/headers.ts';
import type { Word } from '../web/lib/words.ts';

/** A file of the built pages, with its response headers. */
export interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** The body for browsers that accept it; undefined for files that are compressed already. */
  readonly gzip?: Buffer | undefined;
}

/** Returns the page or file at a path; undefined when there is none. */
export type Pages = (path: string, accept: string | undefined) => Page | undefined;

const FOLDER = fileURLToPath(new URL('../dist/web/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built pages into memory, so that a request path never reaches the disk. Pages and API routes share paths such
 * as `/meetings`; a request that accepts HTML gets the page.
 */
export function readPages({ word, ...options }: HeaderOptions & { readonly word?: Word | undefined } = {}): Pages {
  // Without an address of the API, the pages call their own origin.
  const config = { 'Content-Type': 'application/json', 'Cache-Control': CACHING.others };
  const files = new Map<string, Page>([
    ['/config.json', { body: Buffer.from(JSON.stringify({ word, mail: true })), headers: config }],
  ]);
  for (const name of existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }) : []) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const headers = {
      'Content-Type': type,
      ...securityHeaders(options),
      'Cache-Control': name.startsWith('assets') ? CACHING.hashed : CACHING.others,
    };
    const body = readFileSync(join(FOLDER, name));
    files.set(`/${name.replaceAll('\\', '/')}`, {
      body,
      headers,
      gzip: type === TYPES['.woff2'] ? undefined : gzipSync(body),
    });
  }
  return (path, accept) => files.get((accept?.includes('text/html') ? PAGE_FILES[path] : undefined) ?? path);
}

/** The body and the headers for a browser with this header Accept-Encoding. */
export const encoded = (
  { body, headers, gzip }: Page,
  acceptEncoding: string | string[] | undefined,
): Pick<Page, 'body' | 'headers'> => {
  const varied = { ...headers, Vary: 'Accept-Encoding' };
  if (!gzip || !/\bgzip\b/.test(String(acceptEncoding))) return { body, headers: varied };
  return { body: gzip, headers: { ...varied, 'Content-Encoding': 'gzip' } };
};

const areBuilt = (): boolean => existsSync(join(FOLDER, 'index.html'));

/** For people at an address that nothing has. It needs no built pages. */
export const unknownAddressPage = (built = areBuilt()): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>No page here · Elephant Meetings</title>
  </head>
  <body>
    <main>
      <h1>There is no page at this address</h1>
      ${
        built
          ? '<p><a href="/">Schedule a meeting</a>, or <a href="/meetings">see all meetings</a>.</p>'
          : '<p>The pages are not built. Run <code>npm run build:web</code>, and start again.</p>'
      }
    </main>
  </body>
</html>
`;
