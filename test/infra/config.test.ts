import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { ConfigurationError, readConfig } from '../../infra/config.ts';
import { CONTEXT_KEYS, describeContext } from '../../infra/context.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';

const JITSI = { domain: 'meet.example.org', hostedZoneId: 'Z0123456789' };

function faultsOf(context: Record<string, unknown>): readonly string[] {
  try {
    readConfig(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs no decision at all', () => {
    expect(readConfig({})).toMatchObject({
      deployment: 'elephant-meetings',
      tableName: 'elephant-meetings',
      hostKind: 'stand-in',
      instanceTypes: ['t4g.medium', 't4g.large', 'c7g.large'],
      timetable: DEFAULT_TIMETABLE,
      removalPolicy: 'retain',
      hostDollarsPerHour: 0.0386,
    });
  });

  it('means the same as text of -c and as JSON of cdk.json', () => {
    const text = {
      instanceTypes: 'c7g.large, t4g.medium',
      allowedOrigins: '["https://a.example","https://b.example"]',
      timetable: '{"launchLead":900}',
      apiRate: '2.5',
      apiLoggingRole: 'false',
      logRetentionDays: '30',
    };
    const json = {
      instanceTypes: ['c7g.large', 't4g.medium'],
      allowedOrigins: ['https://a.example', 'https://b.example'],
      timetable: { launchLead: 900 },
      apiRate: 2.5,
      apiLoggingRole: false,
      logRetentionDays: 30,
    };
    expect(readConfig(text)).toEqual(readConfig(json));
    expect(readConfig(text).timetable).toEqual({ ...DEFAULT_TIMETABLE, launchLead: 900 });
  });

  it('of another deployment has another table', () => {
    expect(readConfig({ deployment: 'tutors' }).tableName).toBe('tutors');
  });

  it('with a domain means Jitsi', () => {
    expect(readConfig(JITSI).hostKind).toBe('jitsi');
  });

  it('launches a Jitsi earlier when it is installed from scratch', () => {
    const prepared = { ...JITSI, amiId: 'ami-0123456789abcdef0' };
    expect(readConfig(JITSI).timetable.launchLead).toBe(1200);
    expect(readConfig(prepared).timetable.launchLead).toBe(DEFAULT_TIMETABLE.launchLead);
    expect(readConfig({ ...JITSI, timetable: { launchLead: 900 } }).timetable.launchLead).toBe(900);
  });

  it('reports all its faults together, also those that lie between values', () => {
    const faults = faultsOf({
      deployment: 'Bad Name',
      hostKind: 'jitsi',
      instanceTypes: 't3.medium,t4g.medium',
      allowedOrigins: 'https://a.example/path',
      timetable: '{"launchLed":1,"overtime":1.5,"emptyGrace":30}',
      logRetentionDays: '31',
      maxInFlight: 'many',
      vpcId: 'vpc-0123456789abcdef0',
      tabelName: 'x',
    });
    const keys = faults.map((fault) => fault.split(/[.:]/)[0]).toSorted();
    expect([...new Set(keys)]).toEqual([
      'allowedOrigins',
      'deployment',
      'domain',
      'hostedZoneId',
      'instanceTypes',
      'logRetentionDays',
      'maxInFlight',
      'subnetIds',
      'tabelName',
      'timetable',
    ]);
    expect(faults.join()).toContain('launchLed');
    expect(faults.join()).toContain('timetable.overtime');
  });

  it.each([
    ['a price that nobody knows', { instanceTypes: 'm7g.large' }, /^hostDollarsPerHour/],
    ['an Intel type with the image for arm64', { instanceTypes: 't3.medium' }, /^instanceTypes/],
    ['subnets without their VPC', { subnetIds: 'subnet-0123456789abcdef0' }, /^vpcId/],
    ['a domain that stand-in hosts cannot have', { hostKind: 'stand-in', domain: 'a.example' }, /^domain/],
    ['an image that nobody named', { hostKind: 'ami', domain: 'a.example' }, /^amiId/],
    ['a Jitsi without a zone for its names', { domain: 'a.example' }, /^hostedZoneId/],
    ['a Jitsi for each of the two', { ...JITSI, hostRoles: 'teacher,student' }, /^hostRoles/],
    ['a room that one lost heartbeat empties', { timetable: { emptyGrace: 40 } }, /^timetable.emptyGrace/],
    ['polling without a pause', { timetable: { healthPollEvery: 0 } }, /^timetable.healthPollEvery/],
    ['no origin', { allowedOrigins: [] }, /^allowedOrigins/],
    ['plain http', { allowedOrigins: 'http://a.example' }, /^allowedOrigins/],
  ])('refuses %s', (_, context, fault) => {
    expect(faultsOf(context)).toEqual([expect.stringMatching(fault)]);
  });

  it('leaves the keys of the CDK alone', () => {
    expect(faultsOf({ 'aws:cdk:x': 1, '@aws-cdk/core:y': true, 'availability-zones:account=1:region=x': [] })).toEqual(
      [],
    );
  });

  it('describes every key', () => {
    expect(describeContext().map(({ key }) => key)).toEqual(CONTEXT_KEYS);
    for (const { meaning } of describeContext()) expect(meaning).toMatch(/\.$/);
    expect(describeContext()).toContainEqual(
      expect.objectContaining({ key: 'instanceTypes', fallback: 't4g.medium,t4g.large,c7g.large' }),
    );
  });

  it('with faults ends the app with one message and a failed exit', () => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      CDK_CONTEXT_JSON: JSON.stringify({ deployment: '!', maxInFlight: 0 }),
    };
    const run = (): string => execFileSync('npx', ['tsx', 'infra/app.ts'], { env, encoding: 'utf8', stdio: 'pipe' });
    expect(run).toThrow(
      expect.objectContaining({ status: 1, stderr: expect.stringMatching(/2 fault[^]*- deployment[^]*- maxInFlight/) }),
    );
  });
});
