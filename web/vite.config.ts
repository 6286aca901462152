import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Four static pages. Addresses are relative, so that they also work under a path of a larger site. */
export default defineConfig({
  root: here('.'),
  base: './',
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Everything stays a file of its own: `data:` scripts and styles would not pass a strict CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ['index', 'meetings', 'join', 'room'].map((page) => here(`./${page}.html`)),
    },
  },
});
