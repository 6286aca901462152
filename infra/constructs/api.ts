import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import {
  AccessLogField,
  AccessLogFormat,
  ApiKeySourceType,
  ApiKey,
  AwsIntegration,
  type CfnAuthorizer,
  Cors,
  EndpointType,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  Period,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { hostThrottle, type Throttle } from '../api-rates.ts';
import type { Config } from '../config.ts';
import { METHODS, PREFLIGHT_MAX_AGE, REQUEST_HEADERS } from '../../steps/api/http/cors.ts';
import { type RouteName, ROUTES } from '../../steps/api/routes.ts';
import type { MachineClient } from '../../steps/identity/gateway-context.ts';
import type { Names } from '../names.ts';
import { hasSignIn } from '../sign-in.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { WebAcl } from './web-acl.ts';

const STAGE = 'v1';

/** No execution data: bodies contain names, query strings contain keys. */
const LOGGING = { metricsEnabled: true, loggingLevel: MethodLoggingLevel.ERROR, dataTraceEnabled: false };

export interface ApiProps {
  readonly functions: Readonly<Record<RouteName | 'authorize', IFunction>>;
  readonly config: Config;
  readonly names: Names;
}

/** The REST API, with one Lambda integration for each route of the route table. */
export class Api extends Construct {
  readonly api: RestApi;
  /** Of administrators. */
  readonly organiserKey: ApiKey;
  /** The API keys of programs. */
  readonly machineClients: readonly MachineClient[];
  /** Refers to the API and not to its deployment, which depends on the functions, so that functions can depend on this URL. */
  readonly url: string;
  readonly origin: string;

  constructor(scope: Construct, id: string, { functions, config, names }: ApiProps) {
    super(scope, id);
    const throttle = { rateLimit: config.apiRate, burstLimit: config.apiBurst };
    const accessLogs = this.logs('AccessLogs', names.accessLogs, config);
    this.api = new RestApi(this, 'Rest', {
      restApiName: names.restApi,
      description: 'Schedule, join and end meetings',
      // The authorizer names the key, because people who signed in have none.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      cloudWatchRole: config.apiLoggingRole,
      // The role serves every API of the account and Region, so it stays unless the removal policy says otherwise.
      ...(config.apiLoggingRole && {
        cloudWatchRoleRemovalPolicy: config.removalPolicy,
      }),
      defaultCorsPreflightOptions: {
        allowOrigins: config.allowedOrigins.includes('*') ? Cors.ALL_ORIGINS : [...config.allowedOrigins],
        allowHeaders: [...REQUEST_HEADERS],
        allowMethods: [...METHODS],
        maxAge: Duration.seconds(PREFLIGHT_MAX_AGE),
      },
      deployOptions: {
        stageName: STAGE,
        tracingEnabled: true,
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: ACCESS_LOG,
        ...LOGGING,
        methodOptions: this.ownThrottle('hostPresence', hostThrottle(config.maxInFlight, config.timetable)),
      },
    });
    const { region, urlSuffix } = Stack.of(this);
    this.origin = `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}`;
    this.url = `${this.origin}/${STAGE}/`;
    // Without it, API Gateway creates this group itself, with unlimited retention.
    const executionLogs = this.logs(
      'ExecutionLogs',
      `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`,
      config,
    );
    this.api.deploymentStage.node.addDependency(executionLogs);
    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: functions.authorize,
      // It is asked for each request, so that a role or a key that was withdrawn ends at once.
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
    // The CDK writes an empty text, which is no source.
    (authorizer.node.defaultChild as CfnAuthorizer).addPropertyDeletionOverride('IdentitySource');
    const caller = this.callerOf(ROUTES.map(({ name }) => functions[name]));
    for (const { name, method, path, organiser } of ROUTES) {
      const integration = new AwsIntegration({
        service: 'lambda',
        proxy: true,
        path: `2015-03-31/functions/${functions[name].functionArn}/invocations`,
        options: { credentialsRole: caller },
      });
      this.api.root
        .resourceForPath(path)
        .addMethod(method, integration, organiser ? { authorizer, apiKeyRequired: true } : {});
    }
    addGatewayResponses(this.api, config.allowedOrigins);

    this.organiserKey = this.api.addApiKey('OrganiserKey', { apiKeyName: names.apiKey }) as ApiKey;
    const plan = this.api.addUsagePlan('Organiser', {
      name: names.usagePlan,
      throttle,
      quota: { limit: config.apiQuota, period: Period.DAY },
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    plan.addApiKey(this.organiserKey);
    this.machineClients = config.machineClients.map((name) => {
      // Not below the API, whose keys wait for its stage: functions know the ids of these.
      const key = new ApiKey(this, `Machine-${name}`, { apiKeyName: names.machineKey(name) });
      plan.addApiKey(key);
      return { id: key.keyId, name };
    });
    if (hasSignIn(config))
      plan.addApiKey(this.api.addApiKey('SignedInKey', { apiKeyName: names.signedInKey, value: names.signedInKey }));
    for (const [id, path] of Object.entries(SECRET_ADDRESSES))
      new CfnSamplingRule(this, id, {
        samplingRule: noTracesOf(path, names.restApi, this.api.deploymentStage.stageArn),
      });
    if (config.waf) new WebAcl(this, 'WebAcl', { stage: this.api.deploymentStage, names });
    this.acknowledge(config);
  }

  /** One role, because a template has at most 500 resources, and a permission for each route would be one each. */
  private callerOf(functions: readonly IFunction[]): Role {
    const actions = ['lambda:InvokeFunction'];
    const invoke = new PolicyStatement({ actions, resources: functions.map(({ functionArn }) => functionArn) });
    return new Role(this, 'Caller', {
      description: 'API Gateway calls the functions of the routes.',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { InvokeRoutes: new PolicyDocument({ statements: [invoke] }) },
    });
  }

  private logs(id: string, logGroupName: string, { logRetentionDays }: Config): LogGroup {
    return new LogGroup(this, id, { logGroupName, retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }

  /** A method with a throttle of its own does not inherit the other settings of the stage. */
  private ownThrottle(route: RouteName, { rate, burst }: Throttle): Record<string, MethodDeploymentOptions> {
    const { method, path } = ROUTES.find(({ name }) => name === route)!;
    return { [`${path}/${method}`]: { ...LOGGING, throttlingRateLimit: rate, throttlingBurstLimit: burst } };
  }

  private acknowledge({ waf }: Config): void {
    if (!waf) Validations.of(this).acknowledge(NO_WEB_ACL);
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason:
          'The functions validate requests by schema and name every invalid field; API Gateway names only the first.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason:
          "The organisers' routes have an authorizer; personal links have a key that the function checks; health is public.",
      },
      {
        id: 'AwsSolutions-COG4',
        reason:
          'A Lambda authorizer takes API keys, and tokens of any issuer; teachers and students have signed links.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: "API Gateway's logging role for the account uses the AWS managed policy for that purpose.",
      },
    );
  }
}

/** Traces of API Gateway have the whole path, and these paths have a secret: of the calendar feed, and of reminders. */
const SECRET_ADDRESSES = { SecretAddresses: 'calendar', SecretReminders: 'reminders' } as const;

const noTracesOf = (path: string, restApi: string, stageArn: string): CfnSamplingRule.SamplingRuleProperty => ({
  // At most 32 characters, and unique in the account and Region.
  ruleName: `${restApi.slice(0, 31 - path.length)}-${path}`,
  version: 1,
  priority: 1,
  fixedRate: 0,
  reservoirSize: 0,
  urlPath: `*/${path}/*`,
  resourceArn: stageArn,
  serviceName: '*',
  serviceType: 'AWS::ApiGateway::Stage',
  host: '*',
  httpMethod: '*',
});

const NO_WEB_ACL = {
  id: 'AwsSolutions-APIG3',
  reason:
    'A web ACL costs more than the rest of a small deployment; throttling and a quota limit requests. `waf` adds one.',
};

/** Has the resource path instead of the request path, and no query string and no headers, because they contain keys. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    at: AccessLogField.contextRequestTime(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    apiKeyId: AccessLogField.contextIdentityApiKeyId(),
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationStatus: AccessLogField.contextIntegrationStatus(),
    error: AccessLogField.contextErrorResponseType(),
    trace: AccessLogField.contextXrayTraceId(),
  }),
);
