import { describe, expect, it } from '@jest/globals';
import vm from 'node:vm';
import { pagesByPath } from '../../infra/constructs/page-origin.ts';
import { GUEST_PAGES, ORGANISER_PAGES } from '../../web/lib/headers.ts';
import { plain, Synthesis } from './template.ts';

const JITSI = { deployment: 'tutors', domain: 'meet.example', hostedZoneId: 'Z0123456789' };
const synthesis = new Synthesis({
  ...JITSI,
  oidcIssuer: 'https://login.example/school',
  oidcClientId: 'pages',
  oidcOrigins: 'https://token.example',
});
const text = (value: unknown): string => JSON.stringify(plain(value));

interface Headers {
  readonly Name: string;
  readonly SecurityHeadersConfig: Record<string, Record<string, unknown>>;
  readonly CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
}

const policies = Object.values(synthesis.resources('AWS::CloudFront::ResponseHeadersPolicy')).map(
  ({ Properties }) => Properties['ResponseHeadersPolicyConfig'] as Headers,
);
const headersOf = (pages: 'pages' | 'join'): Headers => policies.find(({ Name }) => text(Name).endsWith(`${pages}"`))!;

function directive(pages: 'pages' | 'join', name: string): string[] {
  const policy = plain(headersOf(pages).SecurityHeadersConfig['ContentSecurityPolicy']?.['ContentSecurityPolicy']);
  return (
    String(policy)
      .split('; ')
      .find((each) => each.startsWith(`${name} `))
      ?.split(' ')
      .slice(1) ?? []
  );
}

describe('the buckets of the pages', () => {
  it('are private, and require TLS', () => {
    const buckets = Object.values(synthesis.resources('AWS::S3::Bucket'));
    expect(buckets).toHaveLength(2);
    for (const { Properties } of buckets) {
      expect(Properties['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(text(Properties['BucketEncryption'])).toContain('AES256');
    }
  });

  it('are each read by one distribution alone', () => {
    const readers = Object.values(synthesis.resources('AWS::S3::BucketPolicy')).map(({ Properties }) => {
      const { PolicyDocument, Bucket } = Properties as {
        Bucket: unknown;
        PolicyDocument: { Statement: { Effect: string; Principal: object; Action: unknown; Condition: object }[] };
      };
      const allowed = PolicyDocument.Statement.filter(
        ({ Effect, Principal }) => Effect === 'Allow' && !text(Principal).includes('AutoDeleteObjects'),
      );
      expect(allowed).toMatchObject([{ Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 's3:GetObject' }]);
      expect(text(PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Deny'))).toContain('aws:SecureTransport');
      const [, distribution] = /distribution\/<(\w+)>/.exec(text(allowed[0]?.Condition)) ?? [];
      return `${text(Bucket)} ${distribution}`;
    });
    expect(readers.toSorted()).toEqual(['"<SiteBucket>" SiteDistribution', '"<SiteJoinBucket>" SiteJoinDistribution']);
  });

  it('are emptied and deleted with the stack, and when the first deployment fails', () => {
    for (const bucket of Object.values(synthesis.resources('AWS::S3::Bucket')))
      expect(bucket).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(Object.keys(synthesis.resources('Custom::S3AutoDeleteObjects'))).toHaveLength(2);
  });
});

describe('the pages', () => {
  const API = 'https://<ApiRest>.execute-api.<Region>.<URLSuffix>';

  it('of organisers call the API and the issuer only, and load nothing of a room', () => {
    expect(directive('pages', 'connect-src')).toEqual([
      "'self'",
      API,
      'https://login.example',
      'https://token.example',
    ]);
    expect(directive('pages', 'script-src')).toEqual(["'self'"]);
    expect(directive('pages', 'frame-src')).toEqual([]);
    expect(text(headersOf('pages').CustomHeadersConfig)).toContain('camera=(self)');
  });

  it('for guests call the API only, and embed rooms of the domain', () => {
    expect(directive('join', 'connect-src')).toEqual(["'self'", API]);
    expect(directive('join', 'script-src')).toEqual(["'self'", 'https://*.meet.example']);
    expect(directive('join', 'frame-src')).toEqual(['https://*.meet.example']);
    expect(headersOf('join').CustomHeadersConfig.Items).toMatchObject([
      { Header: 'Permissions-Policy', Value: expect.stringContaining('camera=(self "https://*.meet.example")') },
    ]);
  });

  it.each(['pages', 'join'] as const)('at the origin of %s cannot be embedded, and send no referrer', (pages) => {
    expect(directive(pages, 'frame-ancestors')).toEqual(["'none'"]);
    expect(directive(pages, 'default-src')).toEqual(["'none'"]);
    const { SecurityHeadersConfig } = headersOf(pages);
    expect(text(SecurityHeadersConfig)).not.toContain('unsafe');
    expect(SecurityHeadersConfig).toMatchObject({
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      ContentTypeOptions: {},
      FrameOptions: { FrameOption: 'DENY' },
    });
  });

  it('redirect to TLS', () => {
    const distributions = Object.values(synthesis.resources('AWS::CloudFront::Distribution'));
    expect(distributions).toHaveLength(2);
    for (const { Properties } of distributions) expect(text(Properties)).toContain('redirect-to-https');
  });

  it('without Jitsi hosts load nothing from other origins', () => {
    const standIns = new Synthesis();
    const headers = text(standIns.resources('AWS::CloudFront::ResponseHeadersPolicy'));
    expect(headers.match(/script-src 'self';/g)).toHaveLength(2);
    expect(headers).not.toContain('frame-src');
  });

  it('have origins that the API allows, that links may point to, and that are outputs', () => {
    const allowed = (synthesis.lambda('schedule')['Environment'] as { Variables: Record<string, string> }).Variables;
    expect(allowed['ALLOWED_ORIGINS']?.split(',')).toEqual([
      'http://localhost:3000',
      'https://<SiteDistribution.DomainName>',
      'https://<SiteJoinDistribution.DomainName>',
    ]);
    const preflights = Object.values(synthesis.resources('AWS::ApiGateway::Method'))
      .map(({ Properties }) => text(Properties))
      .filter((method) => method.includes('"OPTIONS"'));
    expect(preflights.length).toBeGreaterThan(5);
    for (const preflight of preflights) {
      expect(preflight).toContain('<SiteDistribution.DomainName>');
      expect(preflight).toContain('<SiteJoinDistribution.DomainName>');
    }
    expect(text(synthesis.template.findOutputs('PagesUrl'))).toContain('https://<SiteDistribution.DomainName>/');
    expect(text(synthesis.template.findOutputs('JoinUrl'))).toContain('https://<SiteJoinDistribution.DomainName>/join');
  });

  it('have the URL of the API and the join page in their configuration', () => {
    const copies = Object.values(synthesis.resources('Custom::CDKBucketDeployment')).map(
      ({ Properties }) => Properties,
    );
    expect(copies.map(({ SystemMetadata }) => SystemMetadata)).toEqual(
      expect.arrayContaining([{ 'cache-control': 'max-age=31536000, immutable' }, { 'cache-control': 'no-cache' }]),
    );
    for (const bucket of ['SiteBucket', 'SiteJoinBucket']) {
      const markers = text(
        copies
          .filter(({ DestinationBucketName }) => text(DestinationBucketName) === `"<${bucket}>"`)
          .flatMap(({ SourceMarkers }) => SourceMarkers),
      );
      expect(markers).toContain('<ApiRest');
      expect(markers).toContain('<SiteJoinDistribution');
    }
    for (const { Prune } of copies) expect(Prune).toBe(false);
  });

  it('can be turned off', () => {
    const without = new Synthesis({ pages: 'false' });
    expect(without.resources('AWS::CloudFront::Distribution')).toEqual({});
    expect(without.resources('AWS::S3::Bucket')).toEqual({});
    const { Variables } = without.lambda('schedule')['Environment'] as { Variables: Record<string, string> };
    expect(Variables['ALLOWED_ORIGINS']).toBe('http://localhost:3000');
  });
});

describe('the CloudFront function', () => {
  const run = (code: string, uri: string, querystring: object = {}): Record<string, unknown> =>
    vm.runInNewContext(`${code}; handler(event)`, { event: { request: { uri, querystring } } }) as never;

  it.each([
    ['/', '/index.html'],
    ['/meetings', '/meetings.html'],
    ['/join', '/join'],
    ['/assets/join-1.js', '/assets/join-1.js'],
    ['/constructor', '/constructor'],
    ['/__proto__', '/__proto__'],
  ])("of organisers' pages maps %s to %s", (uri, file) => {
    expect(run(pagesByPath(ORGANISER_PAGES), uri)['uri']).toBe(file);
  });

  it('of the join page has no other page', () => {
    expect(run(pagesByPath(GUEST_PAGES), '/join')['uri']).toBe('/join.html');
    expect(run(pagesByPath(GUEST_PAGES), '/meetings')['uri']).toBe('/meetings');
  });

  it('sends an earlier link to the join page with its query, and nothing to an address that the link names', () => {
    const code = pagesByPath(ORGANISER_PAGES, { '/join': 'https://guests.example/join' });
    const query = { id: { value: 'a1' }, key: { value: 'x%26y' }, to: { value: 'https://evil.example' } };
    expect(run(code, '/join', query)).toMatchObject({
      statusCode: 302,
      headers: { location: { value: 'https://guests.example/join?id=a1&key=x%26y&to=https://evil.example' } },
    });
    expect(run(code, '/join')).toMatchObject({ headers: { location: { value: 'https://guests.example/join' } } });
    expect(run(code, '//evil.example/join')['uri']).toBe('//evil.example/join');
  });
});
