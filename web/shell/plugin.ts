import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Plugin } from 'vite';
import { SHELL_FILES, type ShellFile, shellsOf } from './shells.tsx';

const PLACE = '<div id="page"></div>';

/**
 * Writes the shell of each page into its file, so that the first paint waits for no script. A small script beside it shows
 * the shell in the reader's language.
 */
export function shells(): Plugin {
  const english = new Map<string, string>();
  const references = new Map<string, string>();
  const scripts = new Map<string, string>();
  return {
    name: 'shells',
    enforce: 'pre',
    async buildStart() {
      for (const file of SHELL_FILES) {
        const pages = await shellsOf(file);
        english.set(file, pages.get('en')?.html ?? '');
        const name = `shell-${file.slice(1).replace('.html', '')}.js`;
        references.set(file, this.emitFile({ type: 'asset', name, source: scriptOf(file, pages) }));
      }
    },
    generateBundle() {
      for (const [file, reference] of references) scripts.set(file, this.getFileName(reference));
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { path }) {
        const shell = english.get(path);
        if (shell === undefined) return html;
        if (!html.includes(PLACE)) throw new Error(`${path} has no ${PLACE}`);
        return html.replace(
          PLACE,
          () => `<div id="page">${shell}</div>\n    <script src="./${scripts.get(path)}"></script>`,
        );
      },
    },
  };
}

const scriptOf = (file: ShellFile, pages: ReadonlyMap<string, object>): string =>
  buildSync({
    entryPoints: [fileURLToPath(new URL('choose.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
    charset: 'utf8',
    define: { SHELLS: JSON.stringify(Object.fromEntries(pages)), FOLLOWS_CHOICE: String(file !== '/join.html') },
  })
    .outputFiles.map(({ text }) => text)
    .join('');
