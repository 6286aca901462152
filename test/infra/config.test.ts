import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readConfig } from '../../infra/config.ts';
import { CONTEXT_KEYS, describeContext } from '../../infra/context.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import { CALLS_A_DAY } from '../../web/lib/poll-interval.ts';
import { faultsOf } from './template.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const JITSI = { domain: 'meet.example.org', hostedZoneId: 'Z0123456789' };

describe('the configuration', () => {
  it('has a default for every value', () => {
    expect(readConfig({})).toMatchObject({
      deployment: 'elephant-meetings',
      hostKind: 'stand-in',
      // Accounts on the free plan may launch the last one.
      instanceTypes: ['t4g.medium', 't4g.large', 'c7g.large', 't4g.micro'],
      timetable: { ...DEFAULT_TIMETABLE, longestLead: 1_200 },
      removalPolicy: 'retain-on-update-or-delete',
      protect: false,
      hostDollarsPerHour: 0.0386,
    });
  });

  it('pins the default container images by digest, and no others', () => {
    const digestsOf = (context: Record<string, string>) => readConfig({ ...JITSI, ...context }).jitsiDigests;
    expect(Object.keys(digestsOf({})!)).toEqual(['web', 'prosody', 'jicofo', 'jvb']);
    for (const digest of Object.values(digestsOf({})!)) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(new Set(Object.values(digestsOf({})!)).size).toBe(4);
    for (const other of [{ jitsiVersion: 'stable-2' }, { jitsiImages: 'registry.example' }, { jitsiDigests: 'none' }])
      expect(digestsOf(other as Record<string, string>)).toBeUndefined();
  });

  it('is equal for text from -c and JSON from cdk.json', () => {
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

  it('lets the API accept what the pages of all meetings send', () => {
    expect(readConfig({})).toMatchObject({ apiRate: 50, apiBurst: 100 });
    expect(readConfig({ apiRate: 20 })).toMatchObject({ apiRate: 20, apiBurst: 40 });
    // Two people in each meeting: a presence every 30 seconds, or a question every 5 seconds while the room is not open.
    const { apiRate, apiBurst } = readConfig({ maxInFlight: 1_000 });
    expect(apiRate).toBeGreaterThanOrEqual(1_000 * 2 * (1 / 30 + 1 / 5));
    expect(apiBurst).toBe(2 * apiRate);
    expect(readConfig({ maxInFlight: 5_000, timetable: { presenceEvery: 1 } })).toMatchObject({
      apiRate: 10_000,
      apiBurst: 5_000,
    });
  });

  it('has a quota for the pages of every organiser, unless it is given', () => {
    expect(readConfig({}).apiQuota).toBe(5 * CALLS_A_DAY);
    expect(readConfig({ openPages: '12' }).apiQuota).toBe(12 * CALLS_A_DAY);
    expect(readConfig({ openPages: '12', apiQuota: '700' }).apiQuota).toBe(700);
  });

  it('with a domain uses Jitsi', () => {
    expect(readConfig(JITSI).hostKind).toBe('jitsi');
  });

  it('launches Jitsi hosts earlier when the boot installs Jitsi', () => {
    const prepared = { ...JITSI, amiId: 'ami-0123456789abcdef0' };
    expect(readConfig(JITSI).timetable.launchLead).toBe(1200);
    expect(readConfig(prepared).timetable.launchLead).toBe(DEFAULT_TIMETABLE.launchLead);
    expect(readConfig({ ...JITSI, timetable: { launchLead: 900 } }).timetable.launchLead).toBe(900);
  });

  it('learns the lead, unless one is given', () => {
    const leads = (context: object) => {
      const { launchLead, longestLead } = readConfig({ ...context }).timetable;
      return [launchLead, longestLead];
    };
    expect(leads({})).toEqual([600, 1_200]);
    expect(leads({ launchLead: 'auto' })).toEqual([600, 1_200]);
    expect(leads({ launchLead: '15' })).toEqual([900, 0]);
    expect(leads({ launchLead: 15 })).toEqual([900, 0]);
    expect(leads({ timetable: { launchLead: 900 } })).toEqual([900, 0]);
    // The value until there are enough observations.
    expect(leads({ launchLead: 'auto', timetable: { launchLead: 900 } })).toEqual([900, 1_200]);
    expect(leads({ launchLead: 15, timetable: { launchLead: 900 } })).toEqual([900, 0]);
  });

  it('kind ami waits until the planned end for a page that its browser may have frozen', () => {
    const ami = { hostKind: 'ami', amiId: 'ami-0123456789abcdef0', domain: 'desktops.example' };
    expect(readConfig(ami).timetable).toEqual({ ...DEFAULT_TIMETABLE, longestLead: 1_200, frozenGrace: 28_800 });
    expect(readConfig({ ...ami, timetable: { frozenGrace: 600 } }).timetable.frozenGrace).toBe(600);
    expect(readConfig(JITSI).timetable.frozenGrace).toBe(0);
  });

  it('spreads launches over half a second for each host, when there are more than EC2 launches at once', () => {
    expect(readConfig({}).timetable.launchSpread).toBe(0);
    expect(readConfig({ maxInFlight: 100 }).timetable.launchSpread).toBe(0);
    expect(readConfig({ maxInFlight: 1_000 }).timetable.launchSpread).toBe(500);
    expect(readConfig({ maxInFlight: 1_000, timetable: { launchSpread: 0 } }).timetable.launchSpread).toBe(0);
  });

  it('reports all faults together, including contradictions between values', () => {
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
    ['an instance type without a known price', { instanceTypes: 'm7g.large' }, /^hostDollarsPerHour/],
    ['an x86 instance type with the arm64 image', { instanceTypes: 't3.medium' }, /^instanceTypes/],
    ['subnets without a VPC', { subnetIds: 'subnet-0123456789abcdef0' }, /^vpcId/],
    ['a domain for stand-in hosts', { hostKind: 'stand-in', domain: 'a.example' }, /^domain/],
    ['kind ami without an image', { hostKind: 'ami', domain: 'a.example' }, /^amiId/],
    ['Jitsi without a hosted zone', { domain: 'a.example' }, /^hostedZoneId/],
    ['Jitsi with one host for each person', { ...JITSI, hostRoles: 'teacher,student' }, /^hostRoles/],
    ['a grace that one lost heartbeat exceeds', { timetable: { emptyGrace: 40 } }, /^timetable.emptyGrace/],
    [
      'a limit below the hosts of one meeting',
      {
        hostKind: 'ami',
        amiId: 'ami-0123456789abcdef0',
        domain: 'a.example',
        hostRoles: 'teacher,student',
        maxInFlight: 1,
      },
      /^maxInFlight: at least 2/,
    ],
    ['a lead that is no number of minutes', { launchLead: 'soon' }, /^launchLead/],
    ['two leads', { launchLead: 15, timetable: { launchLead: 600 } }, /^launchLead/],
    ['polling without an interval', { timetable: { healthPollEvery: 0 } }, /^timetable.healthPollEvery/],
    [
      'a launch before the period that the sweep reads',
      { timetable: { launchLead: 86_000, launchSpread: 401 } },
      /^timetable.launchLead/,
    ],
    ['polls that exceed the history', { timetable: { hostReadyWithin: 90_000 } }, /^timetable.hostReadyWithin/],
    [
      'a launch deadline that is shorter than its retries',
      { timetable: { launchWithin: 2_280 } },
      /^timetable.launchWithin/,
    ],
    ['protection of a trial', { protect: 'true', removalPolicy: 'destroy' }, /^protect/],
    ['no concurrency', { stepConcurrency: '0' }, /^stepConcurrency/],
    ['a web ACL that is neither true nor false', { waf: 'maybe' }, /^waf/],
    ['an empty list of origins', { allowedOrigins: [] }, /^allowedOrigins/],
    [
      'a digest that is too short',
      {
        jitsiDigests: {
          ...Object.fromEntries(['web', 'prosody', 'jicofo'].map((part) => [part, DIGEST])),
          jvb: 'sha256:0',
        },
      },
      /^jitsiDigests.jvb/,
    ],
    ['a snapshot that is no instant', { ubuntuSnapshot: '2026-11-01' }, /^ubuntuSnapshot/],
    ['a port that does not exist', { hostUrl: 'https://{host}:99999' }, /^hostUrl/],
    ['an http origin that is not localhost', { allowedOrigins: 'http://a.example' }, /^allowedOrigins/],
  ])('rejects %s', (_, context, fault) => {
    expect(faultsOf(context)).toEqual([expect.stringMatching(fault)]);
  });

  it('ignores keys of the CDK', () => {
    expect(faultsOf({ 'aws:cdk:x': 1, '@aws-cdk/core:y': true, 'availability-zones:account=1:region=x': [] })).toEqual(
      [],
    );
  });

  it('has a description for every key', () => {
    expect(describeContext().map(({ key }) => key)).toEqual(CONTEXT_KEYS);
    for (const { meaning } of describeContext()) expect(meaning).toMatch(/\.$/);
    expect(describeContext()).toContainEqual(expect.objectContaining({ key: 'hostRoles', fallback: 'room' }));
  });

  it('with faults makes the app print one message and exit with 1', () => {
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
