import { describe, expect, it } from '@jest/globals';
import vm from 'node:vm';
import { pagesByPath } from '../../infra/constructs/site.ts';
import { PAGE_FILES } from '../../web/lib/headers.ts';
import { plain, Synthesis } from './template.ts';

const synthesis = new Synthesis({ deployment: 'tutors', domain: 'meet.example', hostedZoneId: 'Z0123456789' });
const text = (value: unknown): string => JSON.stringify(plain(value));

const { ResponseHeadersPolicyConfig } = synthesis.only('AWS::CloudFront::ResponseHeadersPolicy') as {
  ResponseHeadersPolicyConfig: {
    SecurityHeadersConfig: Record<string, Record<string, unknown>>;
    CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
  };
};
const policy = String(
  ResponseHeadersPolicyConfig.SecurityHeadersConfig['ContentSecurityPolicy']?.['ContentSecurityPolicy'],
);
const directive = (name: string): string[] =>
  policy
    .split('; ')
    .find((each) => each.startsWith(`${name} `))
    ?.split(' ')
    .slice(1) ?? [];

describe('the bucket of the pages', () => {
  it('is private, and requires TLS', () => {
    const { PublicAccessBlockConfiguration, BucketEncryption } = synthesis.only('AWS::S3::Bucket');
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(text(BucketEncryption)).toContain('AES256');
    const { PolicyDocument } = synthesis.only('AWS::S3::BucketPolicy') as {
      PolicyDocument: { Statement: { Effect: string; Principal: object; Action: unknown; Condition: object }[] };
    };
    const allowed = PolicyDocument.Statement.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && !text(Principal).includes('AutoDeleteObjects'),
    );
    expect(allowed).toMatchObject([{ Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 's3:GetObject' }]);
    expect(text(allowed[0]?.Condition)).toMatch(/AWS:SourceArn.*distribution\/<SiteDistribution/);
    expect(text(PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Deny'))).toContain('aws:SecureTransport');
  });

  it('is emptied and deleted with the stack, and when the first deployment fails', () => {
    expect(Object.values(synthesis.resources('AWS::S3::Bucket'))).toMatchObject([{ DeletionPolicy: 'Delete' }]);
    expect(Object.keys(synthesis.resources('Custom::S3AutoDeleteObjects'))).toHaveLength(1);
  });
});

describe('the pages', () => {
  it('can call their API only, embed rooms of the domain only, and cannot be embedded', () => {
    expect(directive('connect-src')).toEqual(["'self'", 'https://<ApiRest>.execute-api.<Region>.<URLSuffix>']);
    expect(directive('frame-src')).toEqual(['https://*.meet.example']);
    expect(directive('script-src')).toEqual(["'self'", 'https://*.meet.example']);
    expect(directive('frame-ancestors')).toEqual(["'none'"]);
    expect(directive('default-src')).toEqual(["'none'"]);
    expect(policy).not.toContain('unsafe');
  });

  it('send no referrer, and allow camera and microphone in rooms only', () => {
    const { SecurityHeadersConfig, CustomHeadersConfig } = ResponseHeadersPolicyConfig;
    expect(SecurityHeadersConfig).toMatchObject({
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      ContentTypeOptions: {},
      FrameOptions: { FrameOption: 'DENY' },
    });
    expect(CustomHeadersConfig.Items).toMatchObject([
      { Header: 'Permissions-Policy', Value: expect.stringContaining('camera=(self "https://*.meet.example")') },
    ]);
    expect(text(synthesis.only('AWS::CloudFront::Distribution'))).toContain('redirect-to-https');
  });

  it('without Jitsi hosts load nothing from other origins', () => {
    const standIns = new Synthesis();
    const headers = text(standIns.only('AWS::CloudFront::ResponseHeadersPolicy'));
    expect(headers).toContain("script-src 'self';");
    expect(headers).not.toContain('frame-src');
  });

  it('have an origin that the API allows, that links may point to, and that is an output', () => {
    const allowed = (synthesis.lambda('schedule')['Environment'] as { Variables: Record<string, string> }).Variables;
    expect(allowed['ALLOWED_ORIGINS']?.split(',')).toEqual([
      'http://localhost:3000',
      'https://<SiteDistribution.DomainName>',
    ]);
    const preflights = Object.values(synthesis.resources('AWS::ApiGateway::Method'))
      .map(({ Properties }) => text(Properties))
      .filter((method) => method.includes('"OPTIONS"'));
    expect(preflights.length).toBeGreaterThan(5);
    for (const preflight of preflights) expect(preflight).toContain('.DomainName>');
    expect(text(synthesis.template.findOutputs('PagesUrl'))).toContain('.DomainName>/');
  });

  it('have the URL of the API in their configuration', () => {
    const copies = Object.values(synthesis.resources('Custom::CDKBucketDeployment')).map(
      ({ Properties }) => Properties,
    );
    expect(copies.map(({ SystemMetadata }) => SystemMetadata)).toEqual(
      expect.arrayContaining([{ 'cache-control': 'max-age=31536000, immutable' }, { 'cache-control': 'no-cache' }]),
    );
    const markers = text(copies.flatMap(({ SourceMarkers }) => SourceMarkers));
    expect(markers).toContain('<ApiRest');
    expect(markers).toContain('<SiteDistribution');
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
  const at = (uri: string): string =>
    (
      vm.runInNewContext(`${pagesByPath(PAGE_FILES)}; handler(event)`, { event: { request: { uri } } }) as {
        uri: string;
      }
    ).uri;

  it.each([
    ['/', '/index.html'],
    ['/meetings', '/meetings.html'],
    ['/join', '/join.html'],
    ['/join.html', '/join.html'],
    ['/assets/join-1.js', '/assets/join-1.js'],
    ['/constructor', '/constructor'],
    ['/__proto__', '/__proto__'],
  ])('maps %s to %s', (uri, file) => {
    expect(at(uri)).toBe(file);
  });
});
