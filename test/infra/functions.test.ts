import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../infra/bundling.ts';
import { readConfig } from '../../infra/config.ts';
import type { Resources } from '../../infra/constructs/resources.ts';
import { environmentOf, environmentValues, HANDLERS } from '../../infra/environment.ts';
import { deployedFunctions, FUNCTION_NAMES, type FunctionName, specOf } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import { TASK_FUNCTIONS } from '../../statemachine/meeting.ts';
import { HOST_KINDS, type HostKind } from '../../steps/domain/host-kind.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import { contextOf, Synthesis, WITH_MAIL } from './template.ts';

const environment = (synthesis: Synthesis, name: FunctionName): Record<string, string> =>
  (synthesis.lambda(name)['Environment'] as { Variables: Record<string, string> }).Variables;

/** Resources of which every property is a text: environments only pass them on. */
const anyResources = new Proxy(
  {},
  {
    get: (_target, key): unknown => (key === 'toJsonString' ? JSON.stringify : key === 'subnetIds' ? [] : anyResources),
  },
) as Resources;

const deployments = Object.fromEntries(
  HOST_KINDS.map((kind) => [kind, new Synthesis({ ...contextOf(kind), ...WITH_MAIL, pages: false })]),
) as Record<HostKind, Synthesis>;

describe.each(HOST_KINDS)('the environment with hosts of kind %s', (kind) => {
  it.each(deployedFunctions(kind, { mail: true }))(
    'of %s has every variable that its handler requires, and none that it does not read',
    (name) => {
      const { reads, requires } = HANDLERS[name];
      const variables = Object.keys(environment(deployments[kind], name));
      expect(variables).toEqual(expect.arrayContaining([...requires]));
      expect([...reads, 'NODE_OPTIONS']).toEqual(expect.arrayContaining(variables));
    },
  );
});

describe('the environment', () => {
  const synthesis = new Synthesis({
    allowedOrigins: 'https://a.example,https://b.example',
    timetable: { launchLead: 900 },
  });

  it('has no value that no handler reads', () => {
    const read = new Set(FUNCTION_NAMES.flatMap((name) => HANDLERS[name].reads));
    expect(Object.keys(environmentValues(readConfig({}), anyResources)).filter((name) => !read.has(name))).toEqual([]);
  });

  it('without a value for a variable that a handler reads fails the synthesis and says where to add it', () => {
    const handler = { reads: ['SLACK_CHANNEL'], requires: [] };
    expect(() => environmentOf('decide', readConfig({}), anyResources, handler)).toThrow(
      /decide reads SLACK_CHANNEL.*add it to environmentValues in infra\/environment.ts/,
    );
  });

  it('without a value for a variable that a handler requires fails the synthesis', () => {
    const handler = { reads: ['JITSI_DOMAIN'], requires: ['JITSI_DOMAIN'] };
    expect(() => environmentOf('decide', readConfig({}), anyResources, handler)).toThrow(
      /decide reads JITSI_DOMAIN, which has no value for hosts of kind stand-in/,
    );
  });

  it('has the settings in the form that the adapters parse', () => {
    const settings = environment(synthesis, 'schedule');
    expect(settings).toMatchObject({
      ALLOWED_ORIGINS:
        'https://a.example,https://b.example,https://<SiteDistribution.DomainName>,https://<SiteJoinDistribution.DomainName>',
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

  it('has the domain in the variable of the host kind', () => {
    const { JITSI_DOMAIN, AMI_DOMAIN } = environment(deployments.ami, 'schedule');
    expect([JITSI_DOMAIN, AMI_DOMAIN]).toEqual([undefined, 'video.example']);
    const jitsi = environment(deployments.jitsi, 'schedule');
    expect([jitsi['JITSI_DOMAIN'], jitsi['AMI_DOMAIN']]).toEqual(['meet.example', undefined]);
  });

  it('has the launch candidates: each instance type in all subnets before the next type', () => {
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
  it('have reserved concurrency on request only, and only the steps of the workflow', () => {
    const reserved = (of: Synthesis): string[] =>
      FUNCTION_NAMES.filter((name) => of.lambda(name)['ReservedConcurrentExecutions'] === 5);
    expect(reserved(new Synthesis({ ...contextOf('jitsi'), ...WITH_MAIL, stepConcurrency: '5' })).toSorted()).toEqual(
      [...TASK_FUNCTIONS].toSorted(),
    );
    for (const name of FUNCTION_NAMES)
      expect(deployments.jitsi.lambda(name)).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it.each(FUNCTION_NAMES)('%s runs on arm64 with tracing and its own log group', (name) => {
    const { memory, timeout, description } = specOf(name);
    expect(deployments.jitsi.lambda(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: memory,
      Timeout: timeout,
      Description: description,
      TracingConfig: { Mode: 'Active' },
      // Without INFO, CloudWatch has no report of an invocation: its duration and its memory.
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${name}Logs>`, SystemLogLevel: 'INFO' },
    });
  });

  it('run on the Node.js version that the unit tests also run on', () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const [, tested] = /--package node@(\d+)\./.exec(scripts.scripts['test:node24'] ?? '') ?? [];
    const runtimes = Object.values(deployments.jitsi.resources('AWS::Lambda::Function'))
      .filter(({ Properties }) => Properties['FunctionName'] !== undefined)
      .map(({ Properties }) => Properties['Runtime']);
    expect(new Set(runtimes)).toEqual(new Set([`nodejs${tested}.x`]));
  });

  it.each(HOST_KINDS)('with hosts of kind %s are exactly the deployed ones', (kind) => {
    const deployed = Object.values(deployments[kind].resources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties['FunctionName'])
      .filter((name) => name !== undefined);
    expect(deployed.toSorted()).toEqual(
      deployedFunctions(kind, { mail: true })
        .map((name) => namesOf('elephant-meetings').function(name))
        .toSorted(),
    );
    expect(deployedFunctions(kind, { mail: true }).includes('renewCertificate')).toBe(kind === 'jitsi');
  });

  it('have entries that exist', () => {
    for (const name of FUNCTION_NAMES) expect(existsSync(join(PROJECT_ROOT, specOf(name).entry))).toBe(true);
  });

  it('of the API time out before API Gateway does', () => {
    for (const { name } of ROUTES) expect(specOf(name).timeout).toBeLessThan(29);
  });

  it('have a description of one sentence', () => {
    for (const name of FUNCTION_NAMES) expect(specOf(name).description).toMatch(/^[A-Z][^.]*\.$/);
  });
});
