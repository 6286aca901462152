import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

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

/** One file for each function. It contains the SDK that was tested, and starts faster than with the SDK of the runtime. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  // The SDK's ES modules support tree shaking: half the size.
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  sourcesContent: false,
  externalModules: [],
  banner: REQUIRE,
  esbuildArgs: Object.fromEntries(
    Object.entries(ALIASES).map(([name, file]) => [`--alias:${name}`, `${PROJECT_ROOT}${file}`]),
  ),
};

/** The same options for esbuild, to measure a bundle without a synthesis. */
export const esbuildOptions = (): BuildOptions => ({
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  banner: { js: REQUIRE },
  alias: Object.fromEntries(Object.entries(ALIASES).map(([name, file]) => [name, `${PROJECT_ROOT}${file}`])),
});
