import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import {
  AccessLogField,
  AccessLogFormat,
  type ApiKey,
  Cors,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  Period,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import type { RouteName } from '../../steps/api/routes.ts';
import type { Names } from '../names.ts';
import { addGatewayResponses, CORS_HEADERS, CORS_METHODS } from './gateway-responses.ts';

const STAGE = 'v1';

export interface ApiProps {
  readonly functions: Readonly<Record<RouteName, IFunction>>;
  readonly config: Config;
  readonly names: Names;
}

/** The REST API: its routes are the functions that have one. */
export class Api extends Construct {
  readonly api: RestApi;
  readonly organiserKey: ApiKey;
  /** Names the API and not its deployment, so that what the functions depend on may know it. */
  readonly url: string;
  readonly origin: string;

  constructor(scope: Construct, id: string, { functions, config, names }: ApiProps) {
    super(scope, id);
    const throttle = { rateLimit: config.apiRate, burstLimit: config.apiBurst };
    const accessLogs = this.logs('AccessLogs', names.accessLogs, config);
    this.api = new RestApi(this, 'Rest', {
      restApiName: names.restApi,
      description: 'Schedule, join and end meetings',
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      cloudWatchRole: config.apiLoggingRole,
      // The account's, so not this deployment's to take away from others, unless nothing is to be left of a trial.
      ...(config.apiLoggingRole && {
        cloudWatchRoleRemovalPolicy: config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      }),
      defaultCorsPreflightOptions: {
        allowOrigins: config.allowedOrigins.includes('*') ? Cors.ALL_ORIGINS : [...config.allowedOrigins],
        allowHeaders: CORS_HEADERS,
        allowMethods: CORS_METHODS,
      },
      deployOptions: {
        stageName: STAGE,
        tracingEnabled: true,
        metricsEnabled: true,
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: ACCESS_LOG,
        // Faults only, and never data: bodies have names in them, query strings have keys.
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
      },
    });
    const { region, urlSuffix } = Stack.of(this);
    this.origin = `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}`;
    this.url = `${this.origin}/${STAGE}/`;
    // API Gateway makes this group by itself, to be kept for ever, unless it is there.
    const executionLogs = this.logs(
      'ExecutionLogs',
      `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`,
      config,
    );
    this.api.deploymentStage.node.addDependency(executionLogs);
    for (const { name, method, path, organiser } of ROUTES) {
      const integration = new LambdaIntegration(functions[name], { allowTestInvoke: false });
      this.api.root.resourceForPath(path).addMethod(method, integration, { apiKeyRequired: organiser });
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
    this.acknowledge();
  }

  private logs(id: string, logGroupName: string, { logRetentionDays }: Config): LogGroup {
    return new LogGroup(this, id, { logGroupName, retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The functions check requests by schema and name every wrong field; the gateway would name the first.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'A web ACL costs more than the rest of a small deployment; throttling and the quota are in place. docs/security.md says how to add one.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason:
          "The organiser's routes need the API key; links carry a key that the function checks; health is for everybody.",
      },
      {
        id: 'AwsSolutions-COG4',
        reason: 'There are no user accounts: an API key for the organiser, signed links for people.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: "API Gateway's logging role for the account takes AWS's own policy for just that.",
      },
    );
  }
}

/** The route's template instead of its path; no query string, no headers: link keys are in there. */
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
