import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHING, type HeaderOptions, PAGE_FILES, securityHeaders } from '../web/lib/headers.ts';

/** A file of the built pages, with its response headers. */
export interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
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
export function readPages(options: HeaderOptions = {}): Pages {
  const files = new Map<string, Page>();
  for (const name of existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }) : []) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const headers = {
      'Content-Type': type,
      ...securityHeaders(options),
      'Cache-Control': name.startsWith('assets') ? CACHING.hashed : CACHING.others,
    };
    files.set(`/${name.replaceAll('\\', '/')}`, { body: readFileSync(join(FOLDER, name)), headers });
  }
  return (path, accept) => files.get((accept?.includes('text/html') ? PAGE_FILES[path] : undefined) ?? path);
}
