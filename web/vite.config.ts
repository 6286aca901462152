import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { shells } from './shell/plugin.ts';
import { PAGE_FILES } from './lib/headers.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const PAGES = Object.values(PAGE_FILES);

const HEAD = readFileSync(here('shell/head.html'), 'utf8');

/** What the heads of all pages share. */
const sharedHead = (): Plugin => ({
  name: 'shared-head',
  transformIndexHtml: { order: 'pre', handler: (html) => html.replace('<!-- head -->', HEAD) },
});

/** Builds the static pages. Links are relative, so that the pages also work under a path of a site. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [sharedHead(), shells()],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Never inline files as `data:` URLs: the CSP forbids them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The shells are rendered with Vite: that takes longer than the rest of the build.
      checks: { pluginTimings: false },
      // One file for what all pages share: each file is a request, and is compressed on its own.
      output: { codeSplitting: { groups: [{ name: 'page', minShareCount: PAGES.length }] } },
      // Stand-in hosts serve the room page.
      input: [...PAGES, '/room.html'].map((file) => here(`.${file}`)),
    },
  },
});
