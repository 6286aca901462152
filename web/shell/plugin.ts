import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { type Plugin, runnerImport } from 'vite';
import type { ShellScript } from './choose.ts';
import { differencesOf } from './differences.ts';
import type * as shellsModule from './shells.tsx';
import type { ShellFile, ShellPage } from './shells.tsx';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const PLACE = '<div id="page"></div>';
const STYLE = /<link rel="stylesheet"[^>]*>/;
const ENTRY = /<script type="module" crossorigin src="([^"]+)"><\/script>/;

/**
 * Writes the shell of each page into its file, so that the first paint waits for no script. A small script beside it shows
 * the shell in the reader's language, and starts the page after the first paint.
 */
export function shells(): Plugin {
  const english = new Map<string, string>();
  const references = new Map<string, string>();
  const scripts = new Map<string, string>();
  return {
    name: 'shells',
    enforce: 'pre',
    async buildStart() {
      // With Vite, which alone can read the files of the languages.
      const { module } = await runnerImport<typeof shellsModule>(here('shells.tsx'));
      const { SHELL_FILES, shellsOf } = module;
      for (const file of SHELL_FILES) {
        const pages = shellsOf(file);
        const page = pages.get('en');
        if (!page) throw new Error('there is no English shell');
        const [same] = [...pages].find(([tag, { html }]) => tag !== 'en' && html === page.html) ?? [];
        if (same !== undefined) throw new Error(`the texts of "${same}" are not in the shell of ${file}`);
        english.set(file, page.html);
        const name = `shell-${file.slice(1).replace('.html', '')}.js`;
        references.set(file, this.emitFile({ type: 'asset', name, source: scriptOf(file, pages, page) }));
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
        const entry = ENTRY.exec(html);
        if (!entry) throw new Error(`${path} has no script`);
        const style = STYLE.exec(html)?.[0] ?? '';
        const script = scripts.get(path);
        return (
          html
            .replace(style, '')
            // What the first paint needs comes first: a browser opens only six connections to a server without HTTP/2.
            .replace('<link', () => `${style}\n    <link rel="preload" href="./${script}" as="script" />\n    <link`)
            .replace(ENTRY, '<link rel="modulepreload" crossorigin href="$1">')
            .replace(
              PLACE,
              () => `<div id="page">${shell}</div>\n    <script src="./${script}" data-page="${entry[1]}"></script>`,
            )
        );
      },
    },
  };
}

function scriptOf(file: ShellFile, pages: ReadonlyMap<string, ShellPage>, english: ShellPage): string {
  const inEach = <Value>(make: (page: ShellPage) => Value): Record<string, Value> =>
    Object.fromEntries([...pages].map(([tag, page]) => [tag, make(page)]));
  const { html, htmlWithId } = english;
  const shell: ShellScript = {
    followsChoice: file !== '/join.html',
    rightToLeft: [...pages].flatMap(([tag, { direction }]) => (direction === 'rtl' ? [tag] : [])),
    page: inEach((page) => differencesOf(html, page.html)),
    withId:
      htmlWithId === undefined
        ? undefined
        : { english: htmlWithId, differences: inEach((page) => differencesOf(htmlWithId, page.htmlWithId ?? '')) },
  };
  return buildSync({
    entryPoints: [here('choose.ts')],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    write: false,
    charset: 'utf8',
    define: { SHELL: JSON.stringify(shell) },
  })
    .outputFiles.map(({ text }) => text)
    .join('');
}
