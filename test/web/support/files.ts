import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../../dist/web/', import.meta.url));
const PAGES: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/meetings': 'meetings.html',
  '/join': 'join.html',
};
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** The strictest policy under which the pages work. A deployment allows its own Jitsi domain. */
const CSP =
  "default-src 'none'; script-src 'self' https://jitsi.test; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "frame-src https://jitsi.test; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Sends a file of the built pages. Returns false if there is no such file. */
export function sendFile(response: ServerResponse, name: string): boolean {
  const path = join(DIST, normalize(`/${name}`));
  const type = TYPES[extname(path)];
  if (type === undefined || !existsSync(path)) return false;
  response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': CSP, 'Referrer-Policy': 'no-referrer' });
  createReadStream(path).pipe(response);
  return true;
}

/** Sends a page or a file. The API has the path /meetings, too: only requests that accept HTML get the page. */
export function sendPage({ headers }: IncomingMessage, response: ServerResponse, pathname: string): boolean {
  const page = headers.accept?.includes('text/html') ? PAGES[pathname] : undefined;
  return sendFile(response, page ?? pathname.slice(1));
}
