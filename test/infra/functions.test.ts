import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { PROJECT_ROOT } from '../../infra/bundling.ts';
import { Step } from '../../infra/constructs/step.ts';
import { namesOf } from '../../infra/names.ts';
import { ENVIRONMENT_NAMES } from '../../infra/environment-names.ts';
import { FUNCTION_NAMES, specOf, variablesOf } from '../../infra/functions.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import { Synthesis } from './template.ts';

const root = new URL('../../', import.meta.url);
const environment = (synthesis: Synthesis, name: (typeof FUNCTION_NAMES)[number]): Record<string, string> =>
  (synthesis.lambda(name)['Environment'] as { Variables: Record<string, string> }).Variables;

describe('the environment', () => {
  const synthesis = new Synthesis({
    allowedOrigins: 'https://a.example,https://b.example',
    timetable: { launchLead: 900 },
  });

  it.each(FUNCTION_NAMES)('of %s has what its entry reads, and nothing else', async (name) => {
    const entry = new URL(specOf(name).entry, root);
    expect(existsSync(entry)).toBe(true);
    const { handler } = (await import(entry.href)) as { handler: { reads: readonly string[] } };
    expect(variablesOf(name).toSorted()).toEqual([...new Set(handler.reads)].toSorted());
  });

  it('is set for every name, except for what was not decided', () => {
    for (const name of FUNCTION_NAMES) {
      const undecided = ['JITSI_DOMAIN', 'HOST_SECRETS', 'HOSTED_ZONE_ID'];
      const expected = variablesOf(name).filter((variable) => !undecided.includes(variable));
      expect(Object.keys(environment(synthesis, name)).toSorted()).toEqual([...expected, 'NODE_OPTIONS'].toSorted());
    }
    const used = new Set(FUNCTION_NAMES.flatMap(variablesOf));
    expect(ENVIRONMENT_NAMES.filter((variable) => !used.has(variable))).toEqual([]);
  });

  it('tells the settings as the steps read them', () => {
    const settings = environment(synthesis, 'schedule');
    expect(settings).toMatchObject({
      ALLOWED_ORIGINS: 'https://a.example,https://b.example,https://<SiteDistribution.DomainName>',
      HOST_KIND: 'stand-in',
      MAX_IN_FLIGHT: '10',
      HOST_DOLLARS_PER_HOUR: '0.0386',
      DEPLOYMENT: 'elephant-meetings',
      SCHEDULE_GROUP: 'elephant-meetings',
      SAFETY_NET_ARN: 'arn:<Partition>:lambda:<Region>:<AccountId>:function:elephant-meetings-sweep',
      STATE_MACHINE_ARN: 'arn:<Partition>:states:<Region>:<AccountId>:stateMachine:elephant-meetings',
    });
    expect(JSON.parse(settings['TIMETABLE'] ?? '')).toMatchObject({ launchLead: 900, emptyGrace: 300 });
  });

  it('has the launch candidates: each type over all subnets before the next', () => {
    const { LAUNCH_CANDIDATES, LAUNCH_TEMPLATE } = environment(
      new Synthesis({
        vpcId: 'vpc-01234567',
        subnetIds: 'subnet-0000000a,subnet-0000000b',
        instanceTypes: 't4g.medium,c7g.large',
      }),
      'launchHost',
    );
    expect(JSON.parse(LAUNCH_CANDIDATES ?? '')).toEqual([
      { subnet_id: 'subnet-0000000a', instance_type: 't4g.medium' },
      { subnet_id: 'subnet-0000000b', instance_type: 't4g.medium' },
      { subnet_id: 'subnet-0000000a', instance_type: 'c7g.large' },
      { subnet_id: 'subnet-0000000b', instance_type: 'c7g.large' },
    ]);
    expect(LAUNCH_TEMPLATE).toBe('<HostsTemplate>:<HostsTemplate.LatestVersionNumber>');
  });
});

describe('functions', () => {
  const synthesis = new Synthesis();

  it.each(FUNCTION_NAMES)('%s runs on arm64 with tracing and logs of its own', (name) => {
    const { memory, timeout, promise } = specOf(name);
    expect(synthesis.lambda(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: memory,
      Timeout: timeout,
      Description: promise,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${name}Logs>` },
    });
  });

  it('of the API answer before API Gateway gives up', () => {
    for (const { name } of ROUTES) expect(specOf(name).timeout).toBeLessThan(29);
  });

  it('are described in one sentence each', () => {
    for (const name of FUNCTION_NAMES) expect(specOf(name).promise).toMatch(/^[A-Z][^.]*\.$/);
  });
});

/** In the project, where esbuild finds its packages. */
mkdirSync(join(PROJECT_ROOT, 'cdk.out'), { recursive: true });
const folder = mkdtempSync(join(PROJECT_ROOT, 'cdk.out/bundling-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles an entry as it is deployed, and gives the bundle's folder. */
function bundled(source: string): string {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  const app = new App({ outdir: join(folder, 'out'), analyticsReporting: false });
  const step = new Step(new Stack(app, 'Stack'), 'entry', {
    name: 'entry',
    spec: { entry: entry.slice(PROJECT_ROOT.length), memory: 128, timeout: 3, promise: 'Is bundled.' },
    environment: {},
    names: namesOf('test'),
    logRetentionDays: 1,
  });
  const { directory } = app.synth();
  expect(step.node.root).toBe(app);
  const asset = readdirSync(directory).find((name) => name.startsWith('asset.'));
  return join(directory, asset ?? '');
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
    expect(JSON.parse(execFileSync('node', ['--input-type=module', '-e', run], { env, encoding: 'utf8' }))).toEqual([
      'NoCapacity',
      'undefined',
    ]);
    // Sources stay at home; the map's positions are all that a stack trace needs.
    expect(JSON.parse(readFileSync(join(bundle, 'index.mjs.map'), 'utf8'))).not.toHaveProperty('sourcesContent');
  });
});
