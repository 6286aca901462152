import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { specOf } from '../../infra/functions.ts';
import { CALL_TIMEOUT, TASK_FUNCTIONS } from '../../statemachine/meeting.ts';
import { contextOf, plain, type Resource, Synthesis, WITH_MAIL } from './template.ts';

const kept = new Synthesis();
const other = new Synthesis({ deployment: 'tutors' });

/** All physical names in a template. */
function namesIn(synthesis: Synthesis): string[] {
  const keys = /^(\w*Name|Name)$/;
  const shared = new Set(['IndexName', 'AttributeName', 'DeviceName', 'MetricName', 'StageName', 'PolicyName']);
  return Object.values(
    synthesis.template.toJSON()['Resources'] as Record<string, { Properties?: Record<string, unknown> }>,
  ).flatMap(({ Properties }) =>
    Object.entries((plain(Properties ?? {}) ?? {}) as Record<string, unknown>).flatMap(([key, value]) =>
      keys.test(key) && !shared.has(key) && typeof value === 'string' && !value.includes('<') ? [value] : [],
    ),
  );
}

describe('a deployment with every option', () => {
  it('has at most 500 resources, which CloudFormation allows, with three machine clients', () => {
    const { template } = new Synthesis({
      ...contextOf('jitsi'),
      ...WITH_MAIL,
      alarmEmail: 'ops@school.example',
      machineClients: 'import,crm,billing',
      organisers: 'cognito',
      protect: 'true',
      stepConcurrency: '5',
      waf: 'true',
    });
    expect(Object.keys(template.toJSON()['Resources'] as object).length).toBeLessThanOrEqual(500);
  });
});

describe('two deployments in one account', () => {
  it('have different physical names', () => {
    const [ours, theirs] = [namesIn(kept), namesIn(other)];
    expect(ours).toEqual(
      expect.arrayContaining(['elephant-meetings', 'elephant-meetings-sweep', 'elephant-meetings-dead-letters']),
    );
    expect(ours.filter((name) => theirs.includes(name))).toEqual([]);
    expect(theirs.filter((name) => !name.includes('tutors'))).toEqual([]);
  });

  it('have no name of each other in policies, rules and environments', () => {
    expect(JSON.stringify(other.template.toJSON()['Resources'])).not.toMatch(/elephant-meetings(?!: each)/);
  });

  it('tag their resources', () => {
    for (const type of [
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
      'AWS::StepFunctions::StateMachine',
      'AWS::SQS::Queue',
    ])
      for (const { Properties } of Object.values(other.resources(type)))
        expect(Properties['Tags']).toContainEqual({ Key: 'elephant:deployment', Value: 'tutors' });
  });
});

describe('deployments of one name in two Regions', () => {
  it('have the Region in the names of resources that are global', () => {
    const inRegion = (type: string) => plain(Object.values(kept.resources(type)).map(({ Properties }) => Properties));
    const both = ['elephant-meetings-<Region>-join', 'elephant-meetings-<Region>-pages'];
    expect(inRegion('AWS::CloudFront::Function')).toMatchObject(both.map((Name) => ({ Name })));
    expect(inRegion('AWS::CloudFront::ResponseHeadersPolicy')).toMatchObject(
      both.map((Name) => ({ ResponseHeadersPolicyConfig: { Name } })),
    );
    expect(inRegion('AWS::CloudFront::OriginAccessControl')).toMatchObject(
      both.map((Name) => ({ OriginAccessControlConfig: { Name } })),
    );
    expect(inRegion('AWS::CloudWatch::Dashboard')).toMatchObject([{ DashboardName: 'elephant-meetings-<Region>' }]);
  });
});

describe('every function, also of the CDK', () => {
  const functions = Object.entries(kept.resources('AWS::Lambda::Function'));

  it('writes to a log group of the stack, with retention', () => {
    const groups = kept.resources('AWS::Logs::LogGroup');
    for (const [id, { Properties }] of functions) {
      const { LogGroup } = (Properties['LoggingConfig'] ?? {}) as { LogGroup?: { Ref: string } };
      expect([id, groups[LogGroup?.Ref ?? '']?.Properties['RetentionInDays']]).toEqual([id, 90]);
    }
  });

  it('cannot create a log group again after its deletion', () => {
    const denied = (role: string): boolean => {
      const { Policies = [] } = kept.resources('AWS::IAM::Role')[role]!.Properties as { Policies?: object[] };
      const attached = Object.values(kept.resources('AWS::IAM::Policy')).filter(({ Properties }) =>
        (Properties['Roles'] as { Ref: string }[]).some(({ Ref }) => Ref === role),
      );
      return JSON.stringify([...Policies, ...attached]).includes(
        '{"Action":"logs:CreateLogGroup","Effect":"Deny","Resource":"*"}',
      );
    };
    const managed = Object.entries(kept.resources('AWS::IAM::Role')).filter(([, { Properties }]) =>
      JSON.stringify(Properties['ManagedPolicyArns'] ?? []).includes('AWSLambdaBasicExecutionRole'),
    );
    expect(managed).toHaveLength(2);
    for (const [role] of managed) expect([role, denied(role)]).toEqual([role, true]);
  });
});

const isMeetings = (id: string): boolean => id.startsWith('Meetings');

describe('the table', () => {
  it('has the id as key, indexes by shelf and meeting time, of all and of each organiser, and one of rows with untold events', () => {
    expect(kept.only('AWS::DynamoDB::Table', isMeetings)).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'listed-by-meet-time',
          KeySchema: [
            { AttributeName: 'shelf', KeyType: 'HASH' },
            { AttributeName: 'meet_time', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: expect.not.arrayContaining(['attendance', 'version']),
          },
        },
        {
          IndexName: 'untold',
          KeySchema: [
            { AttributeName: 'id', KeyType: 'HASH' },
            { AttributeName: 'untold_since', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'owned-by-meet-time',
          KeySchema: [
            { AttributeName: 'owner_shelf', KeyType: 'HASH' },
            { AttributeName: 'meet_time', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: expect.not.arrayContaining(['attendance', 'version']),
          },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('of everything that is not a meeting has two keys, and a time to live', () => {
    expect(kept.only('AWS::DynamoDB::Table', (id) => !isMeetings(id))).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('and the link secret remain when the stack is deleted, except for a trial', () => {
    expect(policies(kept)).toEqual(Array(3).fill('RetainExceptOnCreate'));
    expect(policies(new Synthesis({ removalPolicy: 'destroy' }))).toEqual(Array(3).fill('Delete'));
  });

  it('is protected on request only: a protected stack that failed could not be deployed again', () => {
    const protectionOf = (synthesis: Synthesis) => [
      ...Object.values(synthesis.resources('AWS::DynamoDB::Table')).map(
        ({ Properties }) => Properties['DeletionProtectionEnabled'],
      ),
      synthesis.stack.terminationProtection,
    ];
    expect(protectionOf(kept)).toEqual([false, false, false]);
    expect(protectionOf(new Synthesis({ protect: 'true' }))).toEqual([true, true, true]);
  });

  it('and all that remains has no fixed name, and is deleted when a first deployment fails', () => {
    const jitsi = new Synthesis(contextOf('jitsi')).template.toJSON() as { Resources: Record<string, Resource> };
    const remaining = Object.entries(jitsi.Resources).filter(([, { DeletionPolicy: policy }]) =>
      policy?.startsWith('Retain'),
    );
    expect(remaining.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'ApiRestAccount',
      'ApiRestCloudWatchRole',
      'CertificateAccount',
      'CertificateSecret',
      'LinkSecret',
      'MeetingsTable',
      'RecordsTable',
    ]);
    for (const [, { DeletionPolicy: policy, Properties }] of remaining) {
      expect(policy).toBe('RetainExceptOnCreate');
      expect(Object.keys(Properties).filter((key) => key.endsWith('Name'))).toEqual([]);
    }
  });

  it('is deleted with a trial, like everything else', () => {
    const { Resources } = new Synthesis({ removalPolicy: 'destroy' }).template.toJSON() as {
      Resources: Record<string, Partial<Record<string, unknown>>>;
    };
    const stays = Object.entries(Resources).filter(([, { DeletionPolicy: policy }]) =>
      String(policy).startsWith('Retain'),
    );
    expect(stays.map(([id]) => id)).toEqual([]);
  });
});

describe('the deployed workflow', () => {
  const machine = kept.only('AWS::StepFunctions::StateMachine', (id) => id.startsWith('Workflow'));
  const definition = JSON.parse(String(machine['DefinitionString'])) as { TimeoutSeconds: number };

  it('can invoke only the functions of its steps', () => {
    const invoked = kept
      .statements((roles) => roles.some((role) => role.startsWith('WorkflowMeetingRole')))
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
      .flatMap(({ resources }) => resources);
    const expected = TASK_FUNCTIONS.flatMap((name) => [`<${name}.Arn>`, `<${name}.Arn>:*`]);
    expect(new Set(invoked)).toEqual(new Set(expected));
    for (const name of TASK_FUNCTIONS) expect(JSON.stringify(definition)).toContain(`<${name}.Arn>`);
  });

  it('times out after the latest possible meeting and within the one year of AWS', () => {
    const days = definition.TimeoutSeconds / 86_400;
    expect(days).toBeGreaterThan(351);
    expect(days).toBeLessThan(365);
  });

  it('has a fixed name, so that functions can call it without a dependency cycle', () => {
    expect(machine).toMatchObject({ StateMachineName: 'elephant-meetings', StateMachineType: 'STANDARD' });
  });

  it('logs every step without execution data, which has task tokens', () => {
    expect(machine['LoggingConfiguration']).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine['TracingConfiguration']).toEqual({ Enabled: true });
  });

  it('waits longer for a call than the time-out of the function', () => {
    for (const name of TASK_FUNCTIONS) expect(specOf(name).timeout).toBeLessThan(CALL_TIMEOUT.toSeconds());
  });
});

describe('the stack', () => {
  it('generates a link secret of 64 characters', () => {
    expect(kept.only('AWS::SecretsManager::Secret')['GenerateSecretString']).toMatchObject({ PasswordLength: 64 });
  });

  it('has outputs without secrets', () => {
    const outputs = Object.keys(kept.template.toJSON()['Outputs'] as object).filter(
      (name) => !name.includes('Endpoint'),
    );
    expect(outputs.toSorted()).toEqual([
      'AlarmTopicArn',
      'ApiKeyId',
      'ApiUrl',
      'DeadLetterQueueUrl',
      'JoinUrl',
      'LaunchTemplate',
      'LinkSecretArn',
      'PagesUrl',
      'RecordsTableName',
      'StateMachineArn',
      'TableName',
    ]);
  });

  it('has no machine, NAT gateway or address between meetings', () => {
    for (const type of [
      'AWS::EC2::Instance',
      'AWS::EC2::NatGateway',
      'AWS::EC2::EIP',
      'AWS::AutoScaling::AutoScalingGroup',
    ])
      kept.template.resourceCountIs(type, 0);
  });

  it.each([
    ['by default', {}],
    ['with mail and a user pool', { ...WITH_MAIL, organisers: 'cognito' }],
    [
      'with Jitsi and an email address',
      { deployment: 'tutors', domain: 'meet.example', hostedZoneId: 'Z0123456789', alarmEmail: 'a@b.example' },
    ],
  ])('%s has a reason for every finding of cdk-nag', (_, context) => {
    const { stack } = new Synthesis(context);
    const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
    expect(
      violations.map(({ ruleName, violatingResources }) => [
        ruleName,
        violatingResources.map((each) => each.resourceLogicalId),
      ]),
    ).toEqual([]);
  });
});

/** Together these have every resource of a deployment. */
const CHECKED = {
  'by default': {
    ...WITH_MAIL,
    organisers: 'cognito',
    waf: 'true',
    alarmEmail: 'a@b.example',
    allowedOrigins: 'https://a.example,https://b.example',
  },
  'with Jitsi in a VPC of its own': {
    ...contextOf('jitsi'),
    vpcId: 'vpc-01234567',
    subnetIds: 'subnet-0000000a',
    protect: 'true',
    stepConcurrency: '5',
  },
  'with an image and without pages': {
    ...contextOf('ami'),
    hostRoles: 'teacher,student',
    removalPolicy: 'destroy',
    apiLoggingRole: false,
    pages: false,
  },
};

describe('a deployment', () => {
  it.each(Object.entries(CHECKED))('%s follows the rules of CloudFormation', (_, context) => {
    expect(() => new Synthesis(context, { checked: true })).not.toThrow();
  });
});

/** Deletion policies of the table and the secrets. */
const policies = (synthesis: Synthesis): unknown[] =>
  ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret'].flatMap((type) =>
    Object.values(synthesis.resources(type)).map(({ DeletionPolicy }) => DeletionPolicy),
  );

describe("the rooms' certificate", () => {
  const certificate = (context: Record<string, string> = {}) =>
    new Synthesis({ domain: 'meet.example', hostedZoneId: 'Z0123456789', ...context });
  const renewal = (synthesis: Synthesis) =>
    synthesis
      .statements((roles) => roles.some((role) => role.startsWith('renewCertificate')))
      .map(({ actions, resources, conditions }) => [actions.join(), resources.join(), conditions])
      .filter(([actions]) => !/^(logs|xray):/.test(String(actions)));

  it('is renewed by a function that can solve the ACME challenge and write the secret, and nothing else', () => {
    expect(renewal(certificate())).toEqual([
      [
        'secretsmanager:GetSecretValue,secretsmanager:PutSecretValue',
        '<CertificateAccount>,<CertificateSecret>',
        undefined,
      ],
      [
        'route53:ChangeResourceRecordSets',
        'arn:<Partition>:route53:::hostedzone/Z0123456789',
        {
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_acme-challenge.meet.example'],
          },
        },
      ],
      ['route53:GetChange', 'arn:<Partition>:route53:::change/*', undefined],
    ]);
  });

  it('from the operator is only read', () => {
    expect(renewal(certificate({ certificate: 'provided' }))).toEqual([
      ['secretsmanager:GetSecretValue', '<CertificateSecret>', undefined],
    ]);
  });

  it('has an alarm ten days before it expires, and when there is none', () => {
    const alarms = Object.values(certificate().resources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.find(({ AlarmName }) => AlarmName === 'elephant-meetings-certificate')).toMatchObject({
      MetricName: 'CertificateDaysLeft',
      Statistic: 'Minimum',
      Threshold: 10,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('does not exist for stand-in hosts', () => {
    expect(Object.keys(kept.resources('AWS::CloudWatch::Alarm')).join()).not.toContain('Certificate');
  });
});
