import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Packages that a file of the project replaces in every bundle. Lambda has credentials in its environment, so the SDK's
 * credential chain, more than 100 KB in each function, is not needed. X-Ray's SDK uses `semver`, 28 KB, to check that
 * Node is newer than version 8. DynamoDB's client has a cache, 6 KB, for endpoint discovery, which is off.
 */
const ALIASES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': 'steps/aws/lambda/credentials.ts',
  semver: 'steps/aws/lambda/semver.ts',
  'mnemonist/lru-cache': 'steps/aws/lambda/lru-cache.ts',
};

/** X-Ray's SDK is CommonJS and requires Node's built-in modules at run time, but ES modules have no `require`. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Writes the computed keys in the schemas of the SDK's clients as strings. esbuild keeps an unused object with a
 * computed key, because the key could have a side effect, and so kept the shapes of all operations: 556 KB for EC2.
 */
const TREE_SHAKE_SCHEMAS: Plugin = {
  name: 'tree-shake-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const strings = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: source.replace(/\[(_\w+)\]:/g, (key, name: string) =>
          strings.has(name) ? `${strings.get(name)}:` : key,
        ),
      };
    });
  },
};

/** The path of a bundle in the folder of all bundles. Its function's handler is `index.handler`. */
export const bundleFolder = (entry: string): string => entry.replace(/\.ts$/, '');

/**
 * Writes `index.mjs` and its source map for each entry. A bundle contains the SDK that was tested, and starts faster than
 * with the SDK of the runtime.
 * @param entries paths of modules, relative to the project
 * @param folder gets a subfolder for each entry, see {@link bundleFolder}
 */
export async function bundle(entries: readonly string[], folder: string): Promise<void> {
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: Object.fromEntries(entries.map((entry) => [join(bundleFolder(entry), 'index'), entry])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The SDK's ES modules support tree shaking: half the size.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    alias: Object.fromEntries(Object.entries(ALIASES).map(([name, file]) => [name, join(PROJECT_ROOT, file)])),
    plugins: [TREE_SHAKE_SCHEMAS],
    logLevel: 'warning',
  });
}
