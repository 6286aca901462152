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
  readonly spec: Pick<FunctionSpec, 'entry' | 'memory' | 'timeout' | 'promise'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly logRetentionDays: RetentionDays;
}

/** The function of one step or route. */
export class Step extends NodejsFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, { name, spec, environment, names, logRetentionDays }: StepProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: names.functionLogs(name),
      retention: logRetentionDays,
      // Kept no longer than the stack: a group of a fixed name would be in the way of the next one.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not the managed policy for logs, which is for all groups of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName: names.function(name),
      description: spec.promise,
      ...code(scope, spec.entry),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memory,
      timeout: Duration.seconds(spec.timeout),
      environment: { ...environment, NODE_OPTIONS: '--enable-source-maps' },
      // NodejsFunction would add a variable for the SDK of a Node that is long gone.
      awsSdkConnectionReuse: false,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
    });
    this.executionRole = role;
  }
}

/** With bundling switched off (`aws:cdk:bundling-stacks`) the template is for reading: no entry need exist. */
const code = (scope: Construct, entry: string) =>
  Stack.of(scope).bundlingRequired
    ? {
        entry: join(PROJECT_ROOT, entry),
        handler: 'handler',
        projectRoot: PROJECT_ROOT,
        depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
        bundling: BUNDLING,
      }
    : { code: Code.fromInline('export const handler = undefined; // not bundled'), handler: 'index.handler' };
