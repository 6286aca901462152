import { CfnOutput, Lazy, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib/core';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { Alarms } from './constructs/alarms.ts';
import { Api } from './constructs/api.ts';
import { Certificate } from './constructs/certificate.ts';
import { CertificateRenewal } from './constructs/certificate-renewal.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { wildcardsOf } from './constructs/grant-wildcards.ts';
import { statementsOf } from './constructs/grants.ts';
import { Hosts } from './constructs/hosts.ts';
import type { Resources } from './constructs/resources.ts';
import { SafetyNet } from './constructs/safety-net.ts';
import { Scheduler } from './constructs/scheduler.ts';
import { Site } from './constructs/site.ts';
import { Step } from './constructs/step.ts';
import { MeetingsTable } from './constructs/table.ts';
import { TRACING } from './constructs/wildcards.ts';
import { Workflow } from './constructs/workflow.ts';
import { environmentOf } from './environment.ts';
import { FUNCTION_NAMES, type FunctionName, specOf } from './functions.ts';
import { arnsOf, namesOf } from './names.ts';
import { TAGS } from '../steps/domain/tags.ts';

/** One deployment: all that meetings need, and nothing that runs between them. */
export class MeetingsStack extends Stack {
  constructor(scope: Construct, id: string, { config: decided }: { readonly config: Config }) {
    const names = namesOf(decided.deployment);
    super(scope, id, {
      stackName: names.stack,
      description: 'elephant-meetings: each tutoring meeting is one Step Functions execution',
      terminationProtection: decided.removalPolicy === 'retain',
    });
    Tags.of(this).add(TAGS.deployment, decided.deployment);
    const arns = arnsOf(this, names);
    const apiUrl = Lazy.string({ produce: () => api.url });
    const apiOrigin = Lazy.string({ produce: () => api.origin });
    const site = decided.pages ? new Site(this, 'Site', { config: decided, names, apiUrl, apiOrigin }) : undefined;
    const config = site ? { ...decided, allowedOrigins: [...decided.allowedOrigins, site.origin] } : decided;
    const certificate = config.hostKind === 'jitsi' ? new Certificate(this, 'Certificate', config) : undefined;
    const resources: Resources = {
      names,
      arns,
      table: new MeetingsTable(this, 'Meetings', config).table,
      hosts: new Hosts(this, 'Hosts', { config, names, apiUrl, certificate }),
      scheduler: new Scheduler(this, 'Scheduler', { names, arns }),
      linkSecret: this.linkSecret(config),
      certificate,
    };
    const functions = Object.fromEntries(
      FUNCTION_NAMES.map((name) => [name, this.step(name, config, resources)]),
    ) as Record<FunctionName, Step>;
    const { logRetentionDays } = config;
    const { stateMachine } = new Workflow(this, 'Workflow', { functions, names, logRetentionDays });
    const api = new Api(this, 'Api', { functions, config, names });
    const { scheduler } = resources;
    new SafetyNet(this, 'SafetyNet', { sweep: functions.sweep, scheduler, names, arns });
    const { topic, all: alarms } = new Alarms(this, 'Alarms', {
      config,
      names,
      arns,
      sweep: functions.sweep,
      scheduler,
      stateMachine,
      api: api.api,
    });
    if (certificate) new CertificateRenewal(this, 'CertificateRenewal', { config, names, arns, certificate });
    new Dashboard(this, 'Dashboard', { config, names, alarms, functions, stateMachine, api: api.api, scheduler });
    this.outputs({
      ...(site && { PagesUrl: [`${site.origin}/`, 'Schedule, and watch meetings'] as const }),
      ApiUrl: [api.url, 'Where the API lives'],
      ApiKeyId: [api.organiserKey.keyId, 'aws apigateway get-api-key --include-value --api-key ...'],
      TableName: [resources.table.tableName, 'One item a meeting'],
      StateMachineArn: [stateMachine.stateMachineArn, 'One execution a meeting'],
      LaunchTemplate: [resources.hosts.templateVersion, 'How hosts are launched: id:version'],
      DeadLetterQueueUrl: [scheduler.deadLetters.queueUrl, 'What should have woken the sweep, and did not'],
      ...(certificate && {
        CertificateSecretArn: [certificate.secret.secretArn, 'Certificate and key of the rooms'] as const,
      }),
      AlarmTopicArn: [topic.topicArn, 'Subscribe here for the alarms'],
    });
  }

  private step(name: FunctionName, config: Config, resources: Resources): Step {
    const step = new Step(this, name, {
      name,
      spec: specOf(name),
      environment: environmentOf(name, config, resources),
      names: resources.names,
      logRetentionDays: config.logRetentionDays,
    });
    for (const grant of specOf(name).grants)
      for (const statement of statementsOf(grant, resources, config)) step.addToRolePolicy(statement);
    const wildcards = specOf(name).grants.flatMap((grant) => wildcardsOf(grant, resources.names));
    Validations.of(step.executionRole).acknowledge(TRACING, ...wildcards);
    return step;
  }

  /** Its name is AWS's choice: a deleted secret keeps its name for days, and would be in the way of the next one. */
  private linkSecret({ deployment, removalPolicy }: Config): Secret {
    const secret = new Secret(this, 'LinkSecret', {
      description: `Signs the personal links of ${deployment}; changing it makes all links invalid`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotation would make every link invalid that was sent out. A single link is revoked by its version in the row.',
    });
    return secret;
  }

  private outputs(outputs: Readonly<Record<string, readonly [value: string, description: string]>>): void {
    for (const [name, [value, description]] of Object.entries(outputs))
      new CfnOutput(this, name, { value, description });
  }
}
