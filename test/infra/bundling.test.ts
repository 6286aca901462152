import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { PROJECT_ROOT } from '../../infra/bundling.ts';
import { Step } from '../../infra/constructs/step.ts';
import { namesOf } from '../../infra/names.ts';

/** In the project, where esbuild finds its packages. */
mkdirSync(join(PROJECT_ROOT, 'cdk.out'), { recursive: true });
const folder = mkdtempSync(join(PROJECT_ROOT, 'cdk.out/bundling-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles an entry as it is deployed, and gives the bundle's folder. */
function bundled(source: string): string {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  const app = new App({ outdir: join(folder, 'out'), analyticsReporting: false });
  new Step(new Stack(app, 'Stack'), 'entry', {
    name: 'entry',
    spec: { entry: entry.slice(PROJECT_ROOT.length), memory: 128, timeout: 3, promise: 'Is bundled.' },
    environment: {},
    names: namesOf('test'),
    logRetentionDays: 1,
  });
  const assembly = app.synth();
  const asset = readdirSync(assembly.directory).find((name) => name.startsWith('asset.'));
  return join(assembly.directory, asset ?? '');
}

describe('a bundle', () => {
  it('runs as an ES module, keeps the names that the workflow matches on, and may have CommonJS in it', () => {
    const bundle = bundled(`
      import { NoCapacity } from '${PROJECT_ROOT}steps/domain/errors.ts';
      import { Tracer } from '@aws-lambda-powertools/tracer';
      export const handler = () => [new NoCapacity('none').name, typeof new Tracer({ enabled: false }).getRootXrayTraceId()];
    `);
    expect(readdirSync(bundle).toSorted()).toEqual(['index.mjs', 'index.mjs.map']);
    const run = `import(${JSON.stringify(join(bundle, 'index.mjs'))}).then(({ handler }) => console.log(JSON.stringify(handler())))`;
    const env = { PATH: process.env['PATH'], NODE_OPTIONS: '--enable-source-maps' };
    expect(JSON.parse(execFileSync('node', ['-e', run], { env, encoding: 'utf8' }))).toEqual([
      'NoCapacity',
      'undefined',
    ]);
    // Sources stay at home; the map's positions are all that a stack trace needs.
    expect(JSON.parse(readFileSync(join(bundle, 'index.mjs.map'), 'utf8'))).not.toHaveProperty('sourcesContent');
  });
});
