import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Acknowledgment, DefaultStackSynthesizer, Duration, Stack, Validations } from 'aws-cdk-lib/core';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { CACHING, PAGE_FILES, securityHeaders } from '../../web/lib/headers.ts';
import type { SiteFile } from '../../web/lib/site-file.ts';
import { PROJECT_ROOT } from '../bundling.ts';
import { HOST_BEHAVIOR } from '../../steps/domain/host-kind.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import { pagesBucket } from './pages-bucket.ts';
import { NO_NEW_LOG_GROUPS, providerLogs } from './provider-logs.ts';
import { logicalId } from './wildcards.ts';

const BUILT = join(PROJECT_ROOT, 'dist/web');
const LOGS_POLICY = 'service-role/AWSLambdaBasicExecutionRole';
const YEAR = Duration.days(365);

export interface SiteProps {
  readonly config: Config;
  readonly names: Names;
  readonly apiUrl: string;
  readonly apiOrigin: string;
}

/** The pages: files in a bucket that only CloudFront can read. */
export class Site extends Construct {
  /** Of organisers' pages: `https://d111111abcdef8.cloudfront.net/`. */
  readonly siteUrl: string;
  /** The join page, to which personal links point. */
  readonly joinUrl: string;
  /** They may call the API, and personal links may point to them. */
  readonly origins: readonly string[];

  constructor(scope: Construct, id: string, { config, names, apiUrl, apiOrigin }: SiteProps) {
    super(scope, id);
    const bucket = pagesBucket(this, names, config);
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Pages of ${config.deployment}`,
      priceClass: PriceClass.PRICE_CLASS_100,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl: this.accessControl(names) }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // Caches by the Cache-Control of each file and ignores query strings, which only the pages read.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.headers(
          names,
          securityHeaders({ api: apiOrigin, rooms: roomsOf(config), issuer: issuerOrigins(config) }),
        ),
        functionAssociations: [{ function: this.pagesByPath(names), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    });
    const origin = `https://${distribution.domainName}`;
    this.siteUrl = `${origin}/`;
    this.joinUrl = `${origin}/join`;
    this.origins = [origin];
    this.files(bucket, distribution, apiUrl, names, config);
    this.acknowledge();
  }

  /** Has a name, because the CDK's default is the same in each Region. */
  private accessControl(names: Names): S3OriginAccessControl {
    return new S3OriginAccessControl(this, 'AccessControl', { originAccessControlName: this.globalName(names) });
  }

  private globalName(names: Names): string {
    return names.pages(Stack.of(this).region);
  }

  private headers(names: Names, headers: Readonly<Record<string, string>>): ResponseHeadersPolicy {
    const { 'Content-Security-Policy': contentSecurityPolicy = '', 'Permissions-Policy': permissions = '' } = headers;
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.globalName(names),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: YEAR, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Permissions-Policy', value: permissions, override: true }],
      },
    });
  }

  /** Serves `/join.html` at `/join`, like the local runtime. */
  private pagesByPath(names: Names): EdgeFunction {
    return new EdgeFunction(this, 'PagesByPath', {
      functionName: this.globalName(names),
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pagesByPath(PAGE_FILES)),
    });
  }

  /** Keeps old files, because a page that was opened before an update still loads them. */
  private files(bucket: IBucket, distribution: Distribution, apiUrl: string, names: Names, config: Config): void {
    const common = {
      destinationBucket: bucket,
      prune: false,
      logGroup: providerLogs(this, 'FilesLogs', names.functionLogs('pages'), config),
    };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [this.built(['*', '!assets', '!assets/**'])],
      cacheControl: [CacheControl.fromString(CACHING.hashed)],
    });
    const others = new BucketDeployment(this, 'Others', {
      ...common,
      sources: [
        this.built(['assets', 'room.html']),
        Source.jsonData('config.json', {
          api: apiUrl,
          joinUrl: this.joinUrl,
          word: config.word,
          mail: config.mailFrom !== undefined,
          ...signInOf(config),
        } satisfies SiteFile),
      ],
      cacheControl: [CacheControl.fromString(CACHING.others)],
      distribution,
      distributionPaths: ['/*'],
    });
    // Uploads scripts before the pages that load them.
    others.node.addDependency(hashed);
    hashed.handlerRole.addToPrincipalPolicy(NO_NEW_LOG_GROUPS);
    this.acknowledgeCopier(hashed.handlerRole.node.scope, bucket);
  }

  /** Without bundling the template has a placeholder. */
  private built(exclude: string[]) {
    if (!Stack.of(this).bundlingRequired) return Source.data('index.html', '');
    if (!existsSync(join(BUILT, 'index.html')))
      throw new Error(`The pages are not built: run "npm run build:web" in ${PROJECT_ROOT}, or set pages to false`);
    return Source.asset(BUILT, { exclude });
  }

  /** For the CDK's function that copies the files. */
  private acknowledgeCopier(copier: IConstruct | undefined, bucket: IBucket): void {
    if (!copier) return;
    const wildcards = [
      ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map((all) => `Action::${all}`),
      `Resource::arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-<AWS::Region>/*`,
      `Resource::<${logicalId(bucket)}.Arn>/*`,
      // To invalidate CloudFront's cache.
      'Resource::*',
    ];
    const reason = "The CDK's function copies files from its asset bucket to the bucket of the pages.";
    Validations.of(copier).acknowledge(
      { id: 'AwsSolutions-L1', reason },
      { id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${LOGS_POLICY}]`, reason },
      ...wildcards.map((found): Acknowledgment => ({ id: `AwsSolutions-IAM5[${found}]`, reason })),
    );
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-S1', reason: 'The files are public, and access logs would show who opens a meeting.' },
      { id: 'AwsSolutions-CFR1', reason: 'Teachers and students may be in any country.' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'The files are static; a web ACL costs more than the rest of a small deployment.',
      },
      { id: 'AwsSolutions-CFR3', reason: 'Links have keys in their query strings, and access logs would store them.' },
      { id: 'AwsSolutions-CFR4', reason: "The TLS policy of CloudFront's default certificate is fixed." },
    );
  }
}

/** The domain whose subdomains are rooms that the join page shows in a frame. */
const roomsOf = ({ hostKind, domain }: Config): string | undefined =>
  HOST_BEHAVIOR[hostKind].joinPage === 'jitsi' ? domain : undefined;

/** For organisers' pages. */
const signInOf = ({ oidcIssuer: issuer, oidcClientId: clientId = '', oidcScope: scope }: Config) =>
  issuer !== undefined && { signIn: { issuer, clientId, scope } };

const issuerOrigins = ({ oidcIssuer, oidcOrigins }: Config): readonly string[] =>
  oidcIssuer === undefined ? [] : [new URL(oidcIssuer).origin, ...oidcOrigins];

/** The code of the CloudFront function. Its JavaScript has no modules. */
export const pagesByPath = (files: Readonly<Record<string, string>>): string =>
  `var files = ${JSON.stringify(files)};
function handler(event) {
  var request = event.request;
  if (Object.prototype.hasOwnProperty.call(files, request.uri)) request.uri = files[request.uri];
  return request;
}
`;
