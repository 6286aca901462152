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
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { CACHING, PAGE_FILES } from '../../web/lib/headers.ts';
import type { SiteFile } from '../../web/lib/site-file.ts';
import { PROJECT_ROOT } from '../bundling.ts';
import { pagesBucket } from './pages-bucket.ts';
import { NO_NEW_LOG_GROUPS } from './provider-logs.ts';
import { logicalId } from './wildcards.ts';

const BUILT = join(PROJECT_ROOT, 'dist/web');
const LOGS_POLICY = 'service-role/AWSLambdaBasicExecutionRole';
const YEAR = Duration.days(365);

type ByPath = Readonly<Record<string, string>>;

export interface PageOriginProps {
  readonly comment: string;
  /** CloudFront's resources have one namespace for all Regions of an account. */
  readonly globalName: string;
  /** Path of each page and its file. No other page is there. */
  readonly pages: ByPath;
  /** Addresses at other origins, by path. */
  readonly elsewhere?: ByPath;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the CDK's function that copies the files. */
  readonly logGroup: ILogGroup;
}

/** Pages at an origin of their own: files in a bucket that only this distribution can read. */
export class PageOrigin extends Construct {
  /** `https://d111111abcdef8.cloudfront.net` */
  readonly origin: string;
  readonly #bucket: IBucket;
  readonly #distribution: Distribution;
  readonly #props: PageOriginProps;

  constructor(scope: Construct, id: string, props: PageOriginProps) {
    super(scope, id);
    this.#props = props;
    this.#bucket = pagesBucket(this);
    this.#distribution = new Distribution(this, 'Distribution', {
      comment: props.comment,
      priceClass: PriceClass.PRICE_CLASS_100,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        // Has a name, because the CDK's default is the same in each Region.
        origin: S3BucketOrigin.withOriginAccessControl(this.#bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'AccessControl', {
            originAccessControlName: props.globalName,
          }),
        }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // Caches by the Cache-Control of each file and ignores query strings, which only the pages read.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.headers(props),
        functionAssociations: [{ function: this.pagesByPath(props), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    });
    this.origin = `https://${this.#distribution.domainName}`;
    this.acknowledge();
  }

  private headers({ globalName, headers }: PageOriginProps): ResponseHeadersPolicy {
    const { 'Content-Security-Policy': contentSecurityPolicy = '', 'Permissions-Policy': permissions = '' } = headers;
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: globalName,
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

  private pagesByPath({ globalName, pages, elsewhere }: PageOriginProps): EdgeFunction {
    return new EdgeFunction(this, 'PagesByPath', {
      functionName: globalName,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pagesByPath(pages, elsewhere)),
    });
  }

  /** Keeps old files, because a page that was opened before an update still loads them. */
  addFiles(config: SiteFile): void {
    const { pages, logGroup } = this.#props;
    const notHere = Object.values({ ...PAGE_FILES, room: '/room.html' })
      .filter((file) => !Object.values(pages).includes(file))
      .map((file) => file.slice(1));
    const common = { destinationBucket: this.#bucket, prune: false, logGroup };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [this.built(['*', '!assets', '!assets/**'])],
      cacheControl: [CacheControl.fromString(CACHING.hashed)],
    });
    const others = new BucketDeployment(this, 'Others', {
      ...common,
      sources: [this.built(['assets', ...notHere]), Source.jsonData('config.json', config)],
      cacheControl: [CacheControl.fromString(CACHING.others)],
      distribution: this.#distribution,
      distributionPaths: ['/*'],
    });
    // Uploads scripts before the pages that load them.
    others.node.addDependency(hashed);
    hashed.handlerRole.addToPrincipalPolicy(NO_NEW_LOG_GROUPS);
    this.acknowledgeCopier(hashed.handlerRole.node.scope);
  }

  /** Without bundling the template has a placeholder. */
  private built(exclude: string[]) {
    if (!Stack.of(this).bundlingRequired) return Source.data('index.html', '');
    if (!existsSync(join(BUILT, 'index.html')))
      throw new Error(`The pages are not built: run "npm run build:web" in ${PROJECT_ROOT}, or set pages to false`);
    return Source.asset(BUILT, { exclude });
  }

  /** For the CDK's function that copies the files. */
  private acknowledgeCopier(copier: IConstruct | undefined): void {
    if (!copier) return;
    const wildcards = [
      ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map((all) => `Action::${all}`),
      `Resource::arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-<AWS::Region>/*`,
      `Resource::<${logicalId(this.#bucket)}.Arn>/*`,
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

/** The code of the CloudFront function. Its JavaScript has no modules. A query can have the key of a link. */
export const pagesByPath = (files: ByPath, elsewhere: ByPath = {}): string =>
  `var files = ${JSON.stringify(files)};
var elsewhere = ${JSON.stringify(elsewhere)};
function has(map, key) {
  return Object.prototype.hasOwnProperty.call(map, key);
}
function handler(event) {
  var request = event.request;
  if (has(elsewhere, request.uri)) {
    var query = Object.keys(request.querystring).map(function (name) {
      return name + '=' + request.querystring[name].value;
    });
    var address = elsewhere[request.uri] + (query.length > 0 ? '?' + query.join('&') : '');
    var headers = { location: { value: address }, 'cache-control': { value: 'no-store' } };
    return { statusCode: 302, statusDescription: 'Found', headers: headers };
  }
  if (has(files, request.uri)) request.uri = files[request.uri];
  return request;
}
`;
