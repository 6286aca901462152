import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Acknowledgment,
  DefaultStackSynthesizer,
  Duration,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib/core';
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
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { CACHING, PAGE_FILES, securityHeaders } from '../../web/lib/headers.ts';
import { PROJECT_ROOT } from '../bundling.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
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

/** The pages: files in a bucket that nobody but CloudFront reads. */
export class Site extends Construct {
  /** `https://d111111abcdef8.cloudfront.net`: may call the API, and links may lead there. */
  readonly origin: string;

  constructor(scope: Construct, id: string, { config, names, apiUrl, apiOrigin }: SiteProps) {
    super(scope, id);
    const isTrial = config.removalPolicy === 'destroy';
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Everything in it can be built again; only a trial's is emptied by a function of the CDK's own.
      removalPolicy: isTrial ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: isTrial,
    }) as IBucket;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Pages of ${config.deployment}`,
      priceClass: PriceClass.PRICE_CLASS_100,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // What is sent with a file says how long it may be kept; query strings are for the pages alone.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.headers(names, securityHeaders({ api: apiOrigin, rooms: roomsOf(config) })),
        functionAssociations: [{ function: this.pagesByPath(names), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    });
    this.origin = `https://${distribution.domainName}`;
    this.files(bucket, distribution, apiUrl, names, config);
    this.acknowledge();
  }

  private headers(names: Names, headers: Readonly<Record<string, string>>): ResponseHeadersPolicy {
    const { 'Content-Security-Policy': contentSecurityPolicy = '', 'Permissions-Policy': permissions = '' } = headers;
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: names.pages,
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

  /** `/join` is `/join.html`, as on the local runtime. */
  private pagesByPath(names: Names): EdgeFunction {
    return new EdgeFunction(this, 'PagesByPath', {
      functionName: names.pages,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pagesByPath(PAGE_FILES)),
    });
  }

  /** Old files stay: a page that was opened before an update may still ask for its own. */
  private files(bucket: IBucket, distribution: Distribution, apiUrl: string, names: Names, config: Config): void {
    const common = {
      destinationBucket: bucket,
      prune: false,
      logGroup: new LogGroup(this, 'FilesLogs', {
        logGroupName: names.functionLogs('pages'),
        retention: config.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [this.built(['*', '!assets', '!assets/**'])],
      cacheControl: [CacheControl.fromString(CACHING.hashed)],
    });
    const others = new BucketDeployment(this, 'Others', {
      ...common,
      sources: [this.built(['assets', 'room.html']), Source.jsonData('config.json', { api: apiUrl })],
      cacheControl: [CacheControl.fromString(CACHING.others)],
      distribution,
      distributionPaths: ['/*'],
    });
    // A page must not be there before its scripts are.
    others.node.addDependency(hashed);
    this.acknowledgeCopier(hashed.handlerRole.node.scope, bucket);
  }

  /** With bundling switched off the template is for reading: nothing need be built. */
  private built(exclude: string[]) {
    if (!Stack.of(this).bundlingRequired) return Source.data('index.html', '');
    if (!existsSync(join(BUILT, 'index.html'))) throw new Error('The pages are not built: npm run build:web');
    return Source.asset(BUILT, { exclude });
  }

  /** Of the function that copies the files, which is the CDK's own. */
  private acknowledgeCopier(copier: IConstruct | undefined, bucket: IBucket): void {
    if (!copier) return;
    const wildcards = [
      ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map((all) => `Action::${all}`),
      `Resource::arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-<AWS::Region>/*`,
      `Resource::<${logicalId(bucket)}.Arn>/*`,
      // Only to clear CloudFront's cache.
      'Resource::*',
    ];
    const reason = "The CDK's own function copies files from its bucket of assets into that of the pages.";
    Validations.of(copier).acknowledge(
      { id: 'AwsSolutions-L1', reason },
      { id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${LOGS_POLICY}]`, reason },
      ...wildcards.map((found): Acknowledgment => ({ id: `AwsSolutions-IAM5[${found}]`, reason })),
    );
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-S1', reason: 'Public files; who opens a link to a meeting is nobody else’s affair.' },
      { id: 'AwsSolutions-CFR1', reason: 'Lessons are given across borders.' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'Static files without forms or state; a web ACL costs more than all the rest.',
      },
      { id: 'AwsSolutions-CFR3', reason: 'Links have keys in their query strings, which access logs would keep.' },
      { id: 'AwsSolutions-CFR4', reason: "CloudFront's own certificate comes with a policy that cannot be chosen." },
    );
  }
}

/** Whose subdomains are Jitsi rooms. */
const roomsOf = ({ hostKind, domain }: Config): string | undefined => (hostKind === 'jitsi' ? domain : undefined);

/** The code of the function at CloudFront's edge, whose JavaScript has no modules. */
export const pagesByPath = (files: Readonly<Record<string, string>>): string =>
  `var files = ${JSON.stringify(files)};
function handler(event) {
  var request = event.request;
  if (Object.prototype.hasOwnProperty.call(files, request.uri)) request.uri = files[request.uri];
  return request;
}
`;
