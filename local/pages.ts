import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CACHING, type HeaderOptions, PAGE_FILES, securityHeaders } from '../web/lib/headers.ts';
import type { SiteFile } from '../web/lib/site-file.ts';

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

/** A file as it was built. */
export interface BuiltFile extends Pick<Page, 'body' | 'gzip'> {
  readonly path: string;
  readonly type: string;
}

/** Reads the built pages into memory, so that a request path never reaches the disk. */
export function readFiles(): readonly BuiltFile[] {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }) : [];
  return names.flatMap((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const body = readFileSync(join(FOLDER, name));
    const gzip = type === TYPES['.woff2'] ? undefined : gzipSync(body);
    return { path: `/${name.replaceAll('\\', '/')}`, type, body, gzip };
  });
}

export interface PagesOptions extends HeaderOptions {
  /** Path of each page and its file. Without them: all files. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Called for each request. */
  readonly config?: () => SiteFile;
}

/**
 * The pages of one origin. Pages and API routes share paths such as `/meetings`; a request that accepts HTML gets the page.
 */
export function makePages(built: readonly BuiltFile[], options: PagesOptions = {}): Pages {
  const { pages = PAGE_FILES, config = () => ({ mail: true }) } = options;
  const common = securityHeaders(options);
  const served = Object.values(pages);
  const files = new Map(
    built
      .filter(({ path, type }) => type !== TYPES['.html'] || !options.pages || served.includes(path))
      .map(({ path, type, body, gzip }): [string, Page] => [
        path,
        { body, gzip, headers: { 'Content-Type': type, ...common, 'Cache-Control': cachingOf(path) } },
      ]),
  );
  return (path, accept) => {
    if (path === '/config.json') return configPage(config());
    return files.get((accept?.includes('text/html') ? pages[path] : undefined) ?? path);
  };
}

const cachingOf = (path: string): string => (path.startsWith('/assets') ? CACHING.hashed : CACHING.others);

const configPage = (config: SiteFile): Page => ({
  body: Buffer.from(JSON.stringify(config)),
  headers: { 'Content-Type': 'application/json', 'Cache-Control': CACHING.others },
});

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

/**
 * For people at an address that nothing has. It needs no built pages.
 * @param links text with links to other pages of this origin
 */
export const unknownAddressPage = (links: string, built = areBuilt()): string => `<!doctype html>
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
          ? `<p>${links}</p>`
          : '<p>The pages are not built. Run <code>npm run build:web</code>, and start again.</p>'
      }
    </main>
  </body>
</html>
`;
