import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { BUNDLING, PROJECT_ROOT } from '../bundling.ts';
import type { FunctionSpec } from '../functions.ts';
import type { Names } from '../names.ts';

export interface StepProps {
  readonly name: string;
  readonly spec: Pick<FunctionSpec, 'entry' | 'memory' | 'timeout' | 'description'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly logRetentionDays: RetentionDays;
  readonly reservedConcurrency?: number | undefined;
}

/** The Lambda function of one step or route. */
export class Step extends NodejsFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: StepProps) {
    const { name, spec, environment, names, logRetentionDays, reservedConcurrency } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: names.functionLogs(name),
      retention: logRetentionDays,
      // A log group that stays would block the next deployment, because its name is fixed.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The managed policy for logs would allow all log groups of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName: names.function(name),
      description: spec.description,
      ...code(scope, spec.entry),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memory,
      timeout: Duration.seconds(spec.timeout),
      environment: { ...environment, NODE_OPTIONS: '--enable-source-maps' },
      // Prevents a variable that only old versions of the SDK read.
      awsSdkConnectionReuse: false,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Includes the report of each invocation: duration, billed duration, memory.
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: Tracing.ACTIVE,
    });
    this.executionRole = role;
  }
}

/** Without bundling (context `aws:cdk:bundling-stacks`) the template has a placeholder. */
const code = (scope: Construct, entry: string) =>
  Stack.of(scope).bundlingRequired
    ? {
        entry: join(PROJECT_ROOT, entry),
        handler: 'handler',
        projectRoot: PROJECT_ROOT,
        // Any file of the project: a published package has no lock file, and nothing is installed from it.
        depsLockFilePath: join(PROJECT_ROOT, 'package.json'),
        bundling: BUNDLING,
      }
    : { code: Code.fromInline('export const handler = undefined; // not bundled'), handler: 'index.handler' };
