import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFolder, PROJECT_ROOT } from '../bundling.ts';
import type { FunctionSpec } from '../function-spec.ts';
import type { Names } from '../names.ts';
import { FunctionRole } from './function-role.ts';

export interface StepProps {
  readonly name: string;
  readonly spec: Pick<FunctionSpec, 'entry' | 'memory' | 'timeout' | 'description'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly logRetentionDays: RetentionDays;
  readonly reservedConcurrency?: number | undefined;
}

/** The Lambda function of one step or route. */
export class Step extends Function {
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
    const role = new FunctionRole(scope, `${id}Role`);
    logGroup.grantWrite(role);
    super(scope, id, {
      functionName: names.function(name),
      description: spec.description,
      code: code(scope, spec.entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memory,
      timeout: Duration.seconds(spec.timeout),
      environment: { ...environment, NODE_OPTIONS: '--enable-source-maps' },
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
const code = (scope: Construct, entry: string): Code =>
  Stack.of(scope).bundlingRequired
    ? Code.fromAsset(join(bundles(), bundleFolder(entry)))
    : Code.fromInline('export const handler = undefined; // not bundled');

let folder: string | undefined;

/** Bundles all functions at the first call. @returns the folder of the bundles, which exists until the process ends */
function bundles(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'elephant-functions-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    const script = join(PROJECT_ROOT, 'infra/bundle-functions.ts');
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), script, made], { stdio: 'inherit' });
    folder = made;
  }
  return folder;
}
