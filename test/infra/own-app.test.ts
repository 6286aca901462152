import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceType, type IVpc, MachineImage, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError, ElephantMeetings, type ElephantMeetingsProps } from '../../infra/elephant-meetings.ts';
import { PROJECT_ROOT } from '../../infra/bundling.ts';
import { plain } from './template.ts';

const CONTEXT = {
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-creation-stack-traces': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
};

/** Another app, where no function is bundled. */
const newApp = (): App =>
  new App({
    context: CONTEXT,
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: false,
  });
const newStack = (): Stack => new Stack(newApp(), 'School');

const zoneIn = (stack: Stack) =>
  HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.org' });

const only = (template: Template, type: string): Record<string, unknown> => {
  const [first] = Object.values(template.findResources(type)) as { Properties: unknown }[];
  return plain(first?.Properties) as Record<string, unknown>;
};

const lambda = (template: Template, name: string): { Environment: { Variables: Record<string, string> } } => {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } }),
  ) as { Properties: unknown }[];
  return plain(found?.Properties) as ReturnType<typeof lambda>;
};

describe('the construct', () => {
  it('is five lines in the example, which can be synthesized', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'elephant-own-app-'));
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }),
    };
    execFileSync(join(PROJECT_ROOT, 'node_modules/.bin/tsx'), [join(PROJECT_ROOT, 'examples/own-app/app.ts')], { env });
    const template = Template.fromString(readFileSync(join(outdir, 'School.template.json'), 'utf8'));
    rmSync(outdir, { recursive: true });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'elephant-meetings' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'elephant-meetings-schedule',
      Environment: { Variables: { HOST_KIND: 'jitsi', JITSI_DOMAIN: 'rooms.example.org' } },
    });
  });

  it('needs no props', () => {
    const stack = newStack();
    const { pagesUrl, certificateSecret } = new ElephantMeetings(stack, 'Meetings');
    expect(stack.resolve(pagesUrl)).toBeDefined();
    expect(certificateSecret).toBeUndefined();
    Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', { TableName: Match.absent() });
  });

  it('has its parts as properties', () => {
    const stack = newStack();
    const made = new ElephantMeetings(stack, 'Meetings', {
      domain: 'rooms.example.org',
      hostedZone: zoneIn(stack),
      pages: false,
    });
    const resolved = (value: unknown): unknown => plain(stack.resolve(value));
    expect(resolved(made.apiUrl)).toBe('https://<MeetingsApiRest>.execute-api.<Region>.<URLSuffix>/v1/');
    expect(resolved(made.apiKey.keyId)).toMatch(/^<MeetingsApiRestOrganiserKey/);
    expect(resolved(made.table.tableName)).toBe('<MeetingsTable>');
    expect(resolved(made.recordsTable.tableName)).toBe('<MeetingsRecordsTable>');
    expect(resolved(made.stateMachine.stateMachineArn)).toBe('<MeetingsWorkflowMeeting>');
    expect(resolved(made.alarmTopic.topicArn)).toBe('<MeetingsAlarmsTopic>');
    expect(resolved(made.deadLetterQueue.queueUrl)).toBe('<MeetingsSchedulerDeadLetters>');
    expect(resolved(made.launchTemplateVersion)).toBe(
      '<MeetingsHostsTemplate>:<MeetingsHostsTemplate.LatestVersionNumber>',
    );
    expect(resolved(made.launchTemplate.launchTemplateId)).toBe('<MeetingsHostsTemplate>');
    expect(resolved(made.certificateSecret?.secretArn)).toBe('<MeetingsCertificateSecret>');
    expect(made.pagesUrl).toBeUndefined();
    const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('takes an imported VPC and hosted zone, and values of the CDK', () => {
    const stack = newStack();
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['a', 'b'],
      publicSubnetIds: ['subnet-0a', 'subnet-0b'],
    });
    new ElephantMeetings(stack, 'Meetings', {
      deployment: 'school',
      domain: 'rooms.example.org',
      hostedZone: zoneIn(stack),
      hosts: {
        vpc,
        image: MachineImage.genericLinux({ 'us-east-1': 'ami-0123456789abcdef0' }),
        instanceTypes: [new InstanceType('c7g.large')],
      },
      timetable: { launchLead: Duration.minutes(15) },
      api: { allowedOrigins: ['https://school.example'], rate: 7 },
      removalPolicy: RemovalPolicy.DESTROY,
      logRetention: RetentionDays.ONE_WEEK,
      pages: false,
    });
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::EC2::SecurityGroup')['VpcId']).toBe('vpc-0123456789abcdef0');
    const { Variables } = lambda(template, 'school-launch-host').Environment;
    expect(JSON.parse(Variables['LAUNCH_CANDIDATES'] ?? '')).toEqual([
      { subnet_id: 'subnet-0a', instance_type: 'c7g.large' },
      { subnet_id: 'subnet-0b', instance_type: 'c7g.large' },
    ]);
    const schedule = lambda(template, 'school-schedule').Environment.Variables;
    expect(schedule['ALLOWED_ORIGINS']).toBe('https://school.example');
    expect(JSON.parse(schedule['TIMETABLE'] ?? '')).toMatchObject({ launchLead: 900, emptyGrace: 300 });
    expect(lambda(template, 'school-sweep').Environment.Variables['HOSTED_ZONE_ID']).toBe('Z0123456789');
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 7 } });
  });

  it('takes a VPC and a hosted zone of the same stack, whose ids are tokens', () => {
    const stack = newStack();
    new ElephantMeetings(stack, 'Meetings', {
      domain: 'rooms.example.org',
      hostedZone: new PublicHostedZone(stack, 'Zone', { zoneName: 'rooms.example.org' }),
      hosts: { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }) as IVpc, subnets: { subnetType: SubnetType.PUBLIC } },
      pages: false,
    });
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::EC2::SecurityGroup')['VpcId']).toBe('<Vpc>');
    expect(lambda(template, 'elephant-meetings-sweep').Environment.Variables['HOSTED_ZONE_ID']).toBe('<Zone>');
    expect(lambda(template, 'elephant-meetings-launch-host').Environment.Variables['LAUNCH_CANDIDATES']).toContain(
      '<VpcPublicSubnet1Subnet>',
    );
  });

  it('can be added to two stacks of an app, with different deployment names', () => {
    const app = newApp();
    const stacks = ['school', 'academy'].map((deployment) => {
      const stack = new Stack(app, deployment);
      new ElephantMeetings(stack, 'Meetings', { deployment, api: { loggingRole: deployment === 'school' } });
      return stack;
    });
    const [school, academy] = stacks.map((stack) => Template.fromStack(stack));
    school!.resourceCountIs('AWS::ApiGateway::Account', 1);
    academy!.resourceCountIs('AWS::ApiGateway::Account', 0);
    const names = [school, academy]
      .flatMap((template) => Object.values(template!.toJSON()['Resources'] as Record<string, { Properties?: object }>))
      .flatMap(({ Properties = {} }) =>
        Object.entries(Properties).flatMap(([key, value]) =>
          /^(FunctionName|TableName|QueueName|TopicName|AlarmName|LogGroupName|RestApiName)$/.test(key) &&
          typeof value === 'string'
            ? [`${key} ${value}`]
            : [],
        ),
      );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('reports all wrong props together, by their names', () => {
    const faultsOf = (props: (stack: Stack) => ElephantMeetingsProps): readonly string[] => {
      const stack = newStack();
      try {
        new ElephantMeetings(stack, 'Meetings', props(stack));
      } catch (error) {
        if (error instanceof ConfigurationError) return [error.message.split('\n')[0]!, ...error.faults];
        throw error;
      }
      return [];
    };
    expect(
      faultsOf(() => ({
        deployment: 'Bad Name',
        domain: 'rooms.example.org',
        hosts: {
          instanceTypes: [new InstanceType('m7g.large')],
          roles: ['teacher', 'student'],
          subnets: { subnetType: SubnetType.PUBLIC },
        },
        timetable: { launchLead: Duration.millis(1500) },
        api: { rate: -1, allowedOrigins: ['https://a.example/path'] },
        removalPolicy: RemovalPolicy.SNAPSHOT,
        logRetention: RetentionDays.INFINITE,
      })),
    ).toEqual([
      'ElephantMeetings School/Meetings has 10 fault(s):',
      expect.stringMatching(/^deployment: 3 to 32 characters/),
      expect.stringMatching(/^api.allowedOrigins.0: an origin/),
      expect.stringMatching(/^timetable.launchLead: whole seconds/),
      expect.stringMatching(/^api.rate: /),
      expect.stringMatching(/^removalPolicy: /),
      expect.stringMatching(/^logRetention: one of 1, 3, 5/),
      expect.stringMatching(/^hosts.dollarsPerHour: required: the price of m7g.large/),
      expect.stringMatching(/^hostedZone: required: hosts of kind jitsi/),
      expect.stringMatching(/^hosts.roles: hosts of kind jitsi support room$/),
      expect.stringMatching(/^hosts.vpc: required with hosts.subnets$/),
    ]);
    expect(faultsOf(() => ({ hosts: { kind: 'ami' }, domain: 'video.example' }))).toEqual([
      'ElephantMeetings School/Meetings has 1 fault(s):',
      expect.stringMatching(/^hosts.image: required: hosts of kind ami/),
    ]);
  });
});
