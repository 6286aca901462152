import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHING, PAGE_FILES, securityHeaders } from '../web/lib/headers.ts';

/** A file of the built pages, as it is answered. */
export interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is to be shown at a path; undefined when it is no page's and no file's. */
export type Pages = (path: string, accept: string | undefined) => Page | undefined;

const FOLDER = fileURLToPath(new URL('../dist/web/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/**
 * The built pages, all in memory: no path of a caller's ever reaches the disk. The API has a
 * `/meetings` of its own, so a page is what is asked for as HTML.
 */
export function readPages(): Pages {
  const files = new Map<string, Page>();
  for (const name of existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }) : []) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const headers = {
      'Content-Type': type,
      ...securityHeaders({}),
      'Cache-Control': name.startsWith('assets') ? CACHING.hashed : CACHING.others,
    };
    files.set(`/${name.replaceAll('\\', '/')}`, { body: readFileSync(join(FOLDER, name)), headers });
  }
  return (path, accept) => files.get((accept?.includes('text/html') ? PAGE_FILES[path] : undefined) ?? path);
}
