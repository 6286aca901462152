import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Packages that are replaced in every bundle, by a file of the project. Lambda has credentials in its environment; the
 * SDK's search for others would be more than 100 KB of each function. X-Ray's SDK asks `semver`, 28 KB, whether Node is
 * newer than 8.
 */
const ALIASES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': 'steps/aws/lambda/credentials.ts',
  semver: 'steps/aws/lambda/semver.ts',
};

/** X-Ray's SDK is CommonJS and requires Node's own modules when it runs; ES modules have no `require`. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** One file a function, with the SDK in it: what was tested is what runs, and it starts faster than with the runtime's. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  // The SDK's ES modules can be shaken; half the size of the default.
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

/** The same for esbuild itself, for whoever measures a bundle without a synth. */
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
