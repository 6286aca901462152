import { describe, expect, it } from '@jest/globals';
import type { BuildTrace, PublishedTrace } from '../../promises/build-trace.ts';
import { imageBuild, imageOfLaunch } from '../../promises/builds.ts';
import { noHostOutlives } from '../../promises/hosts.ts';
import { t } from '../support/meeting.ts';

const published: PublishedTrace = { at: t(20), imageId: 'ami-1', tested: true, fits: true };
const aBuild = (fields: Partial<BuildTrace> = {}): BuildTrace => ({
  status: 'SUCCEEDED',
  reachedPublish: true,
  hosts: [{ instanceId: 'i-1', deadline: t(90), runsUntil: t(20), terminated: true }],
  published: [published],
  missing: [],
  unused: [],
  ...fields,
});
const host = aBuild().hosts[0]!;
const broken = (fields: Partial<BuildTrace>) => imageBuild.check({ build: aBuild(fields) });

describe('image-build', () => {
  it.each<[string, Partial<BuildTrace>]>([
    ['a build that published its image', {}],
    ['a build that had nothing to do', { status: 'NOT_DUE', published: [], reachedPublish: false, hosts: [] }],
    ['a build that failed before', { status: 'FAILED', published: [], reachedPublish: false }],
    ['a build that failed after it published', { status: 'FAILED' }],
  ])('is kept by %s', (_what, fields) => expect(broken(fields)).toEqual({ result: 'checked', broken: [] }));

  it.each<[string, Partial<BuildTrace>]>([
    ['no host from ami-1 had been ready', { published: [{ ...published, tested: false }] }],
    ['ami-1 was not made from what the deployment installs', { published: [{ ...published, fits: false }] }],
    ['it published an image before its test was over', { status: 'FAILED', reachedPublish: false }],
    ['it succeeded, and published nothing', { published: [] }],
    ['new hosts start from ami-0, which does not exist', { missing: ['ami-0'] }],
    ['i-1 was not terminated', { hosts: [{ ...host, terminated: false }] }],
    ['ami-0 is left, and no launch can use it', { unused: ['ami-0'] }],
  ])('is broken when %s', (what, fields) => expect(broken(fields)).toEqual({ result: 'checked', broken: [what] }));
});

describe('no-host-outlives, for the hosts of a build', () => {
  const check = (runsUntil: number, outages: Parameters<typeof noHostOutlives.check>[0]['outages'] = []) =>
    noHostOutlives.check({ build: aBuild({ hosts: [{ ...host, runsUntil }] }), outages });

  it('allows ten minutes after the timer of the host', () => {
    expect(check(t(99))).toEqual({ result: 'checked', broken: [] });
    expect(check(t(101))).toEqual({ result: 'checked', broken: ['i-1 ran 11.0 minutes past its deadline'] });
    expect(check(Number.POSITIVE_INFINITY)).toMatchObject({ broken: [expect.any(String)] });
  });

  it('does not count the time in which EC2 was down', () => {
    expect(check(t(120), [{ service: 'ec2', from: t(80), until: t(115) }])).toMatchObject({ broken: [] });
  });
});

describe('image-of-launch', () => {
  const launch = { clientToken: 'token-1', named: ['ami-1'], ...published };
  it.each([
    ['an image that was tested', launch, []],
    ['no image of a build', { clientToken: 'token-1', named: [undefined] }, []],
    ['an image that was not tested', { ...launch, tested: false }, ['no host from ami-1 had been ready']],
    ['another image in the second call', { ...launch, named: ['ami-1', 'ami-2'] }, ['token-1 named ami-1 and ami-2']],
  ])('of a launch with %s', (_what, launched, expected) => {
    expect(imageOfLaunch.check({ launchedImages: [launched] })).toEqual({ result: 'checked', broken: expected });
  });
});
