import { describe, expect, it } from '@jest/globals';
import { deployedFunctions, type FunctionName } from '../../infra/functions.ts';
import { contextOf, type Statement, Synthesis, WITH_MAIL } from './template.ts';

const synthesis = new Synthesis(WITH_MAIL);
const FUNCTION_NAMES = deployedFunctions('stand-in', { mail: true });
const TABLE = '<MeetingsTable.Arn>';
const MACHINE = 'arn:<Partition>:states:<Region>:<AccountId>:stateMachine:elephant-meetings';
const EXECUTIONS = 'arn:<Partition>:states:<Region>:<AccountId>:execution:elephant-meetings:*';
const SCHEDULES = 'arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/elephant-meetings/*';

/** Statements except for logs and traces, which every function has. */
const particular = (name: FunctionName): Statement[] =>
  synthesis.allowed(name).filter(({ actions }) => !actions.every((action) => /^(logs|xray):/.test(action)));

/** `action on resource`, sorted. */
const may = (name: FunctionName): string[] =>
  particular(name)
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
    )
    .toSorted();

const whoMay = (action: string): FunctionName[] =>
  FUNCTION_NAMES.filter((name) => synthesis.allowed(name).some(({ actions }) => actions.includes(action)));

const statement = (name: FunctionName, action: string): Statement[] =>
  synthesis.allowed(name).filter(({ actions }) => actions.includes(action));

describe('grants', () => {
  it('name their resources and allow nothing more', () => {
    expect(may('health')).toEqual([]);
    expect(may('getMeeting')).toEqual([`dynamodb:GetItem on ${TABLE}`]);
    expect(may('room')).toEqual([`dynamodb:GetItem on ${TABLE}`]);
    expect(may('listMeetings')).toEqual([
      `dynamodb:Query on ${TABLE}/index/listed-by-meet-time`,
      `dynamodb:Query on ${TABLE}/index/owned-by-meet-time`,
    ]);
    expect(may('join')).toEqual([
      `dynamodb:GetItem on ${TABLE}`,
      'dynamodb:GetItem on <RecordsTable.Arn>',
      'secretsmanager:GetSecretValue on <LinkSecret>',
    ]);
    expect(may('decide')).toEqual([`dynamodb:GetItem on ${TABLE}`, `dynamodb:PutItem on ${TABLE}`]);
    expect(may('openRoom')).toEqual([...may('decide'), `states:SendTaskSuccess on ${MACHINE}`]);
    expect(may('holdMeeting')).toEqual(may('openRoom'));
    expect(may('presence')).toEqual([
      ...may('decide'),
      'secretsmanager:GetSecretValue on <LinkSecret>',
      `states:SendTaskHeartbeat on ${MACHINE}`,
      `states:SendTaskSuccess on ${MACHINE}`,
    ]);
    expect(may('cancelMeeting')).toEqual([
      ...may('decide'),
      `scheduler:DeleteSchedule on ${SCHEDULES}`,
      `states:SendTaskSuccess on ${MACHINE}`,
      `states:StopExecution on ${EXECUTIONS}`,
    ]);
    expect(may('schedule')).toEqual([
      `dynamodb:GetItem on ${TABLE}`,
      `dynamodb:PutItem on ${TABLE}`,
      `dynamodb:Query on ${TABLE}/index/listed-by-meet-time`,
      `dynamodb:Query on ${TABLE}/index/owned-by-meet-time`,
      'iam:PassRole on <SchedulerRole.Arn>',
      `scheduler:CreateSchedule on ${SCHEDULES}`,
      'secretsmanager:GetSecretValue on <LinkSecret>',
      `states:StartExecution on ${MACHINE}`,
    ]);
  });

  it('for changes belong to few functions', () => {
    expect(whoMay('ec2:RunInstances')).toEqual(['launchHost']);
    expect(whoMay('ec2:CreateTags')).toEqual(['launchHost']);
    expect(whoMay('ec2:TerminateInstances')).toEqual(['launchHost', 'checkHost', 'tearDown', 'sweep']);
    expect(whoMay('ec2:DescribeInstances')).toEqual(['launchHost', 'checkHost', 'tearDown', 'sweep']);
    expect(whoMay('dynamodb:DeleteItem')).toEqual([]);
    expect(whoMay('states:StartExecution')).toEqual([
      'fillSeries',
      'schedule',
      'changeMeeting',
      'tell',
      'testWebhook',
      'retryDelivery',
    ]);
    expect(whoMay('states:StopExecution')).toEqual([
      'tearDown',
      'sweep',
      'fillSeries',
      'changeMeeting',
      'cancelMeeting',
      'endMeeting',
    ]);
    expect(whoMay('scheduler:CreateSchedule')).toEqual(['sweep', 'fillSeries', 'schedule', 'changeMeeting']);
    expect(whoMay('iam:PassRole')).toEqual(['launchHost', 'sweep', 'fillSeries', 'schedule', 'changeMeeting']);
    expect(whoMay('lambda:InvokeFunction')).toEqual(['createSeries', 'changeSeries', 'endSeries']);
    expect(whoMay('secretsmanager:GetSecretValue')).toEqual([
      'probePresence',
      'fillSeries',
      'createSeries',
      'getSeriesLinks',
      'openSeries',
      'revokeSeriesLink',
      'schedule',
      'sendNotices',
      'askUnsubscribe',
      'unsubscribe',
      'getLinks',
      'revokeLink',
      'join',
      'presence',
      'hostPresence',
      'giveFeedback',
      'extendMeeting',
      'startLate',
      'endMeeting',
    ]);
  });

  it.each(['launchHost', 'checkHost', 'tearDown', 'sweep'] as const)(
    'let %s end hosts of this deployment only',
    (name) => {
      expect(statement(name, 'ec2:TerminateInstances')).toEqual([
        {
          actions: ['ec2:TerminateInstances'],
          resources: ['arn:<Partition>:ec2:<Region>:<AccountId>:instance/*'],
          conditions: { StringEquals: { 'aws:ResourceTag/elephant:deployment': 'elephant-meetings' } },
        },
      ]);
    },
  );

  it('launch only from our template, with our tag, and with configured instance types', () => {
    const template = 'arn:<Partition>:ec2:<Region>:<AccountId>:launch-template/<HostsTemplate>';
    const runs = statement('launchHost', 'ec2:RunInstances');
    for (const { conditions } of runs)
      expect(conditions).toMatchObject({ ArnEquals: { 'ec2:LaunchTemplate': template } });
    const of = (kind: string): Statement | undefined =>
      runs.find(({ resources }) => resources.some((arn) => arn.includes(`:${kind}/`)));
    expect(of('instance')?.conditions).toMatchObject({
      StringEquals: {
        'aws:RequestTag/elephant:deployment': 'elephant-meetings',
        'ec2:InstanceType': ['t4g.medium', 't4g.large', 'c7g.large', 't4g.micro'],
        'ec2:MetadataHttpTokens': 'required',
      },
    });
    expect(of('volume')?.conditions).toMatchObject({ Bool: { 'ec2:Encrypted': 'true' } });
    expect(of('image')?.conditions).toMatchObject({ Bool: { 'ec2:IsLaunchTemplateResource': 'true' } });
    expect(of('security-group')?.conditions).toMatchObject({ Bool: { 'ec2:IsLaunchTemplateResource': 'true' } });
    // The call names the subnet, so the template condition does not apply; only our subnets are listed.
    expect(of('subnet')?.conditions).toEqual({ ArnEquals: { 'ec2:LaunchTemplate': template } });
    expect(of('subnet')?.resources.filter((arn) => arn.includes('subnet/'))).toEqual([
      expect.stringContaining('Subnet1'),
      expect.stringContaining('Subnet2'),
    ]);
  });

  it('tag only new instances', () => {
    expect(statement('launchHost', 'ec2:CreateTags')[0]?.conditions).toEqual({
      StringEquals: { 'aws:RequestTag/elephant:deployment': 'elephant-meetings', 'ec2:CreateAction': 'RunInstances' },
    });
  });

  it('let the launching function read the image parameter', () => {
    expect(statement('launchHost', 'ssm:GetParameters')[0]?.resources).toEqual([
      'arn:<Partition>:ssm:<Region>::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    ]);
  });

  it('on the tables cover reading, writing and listing rows and kinds of records, and changing the items of slots and days only', () => {
    const granted = synthesis
      .statements()
      .flatMap(({ actions, ...rest }) => actions.map((action) => ({ action, ...rest })))
      .filter(({ action }) => action.startsWith('dynamodb:'));
    const on = (resource: string, conditions?: unknown) => ({ resources: [resource], conditions });
    const records = (operator: string, partition: string) =>
      on('<RecordsTable.Arn>', { [`ForAllValues:${operator}`]: { 'dynamodb:LeadingKeys': [partition] } });
    const lists = {
      resources: [`${TABLE}/index/listed-by-meet-time`, `${TABLE}/index/owned-by-meet-time`],
      conditions: undefined,
    };
    const listsOfSeries = on('<RecordsTable.Arn>/index/series-of');
    const all = { ...lists, resources: [...lists.resources, ...listsOfSeries.resources] };
    const series = records('StringEquals', 'series');
    const untoldSeries = { ...series, resources: ['<RecordsTable.Arn>/index/untold'] };
    const webhooks = records('StringEquals', 'webhooks');
    const readyTimes = records('StringEquals', 'ready-times');
    const calendars = records('StringEquals', 'calendars');
    const events = records('StringLike', 'event#*');
    const deliveries = records('StringLike', 'deliveries#*');
    const actions = records('StringLike', 'actions#*');
    const stream = on('<MeetingsTable.StreamArn>');
    const narrow: Readonly<Record<string, readonly object[]>> = {
      'dynamodb:GetItem': [on(TABLE), series, webhooks, calendars, readyTimes, events, deliveries],
      'dynamodb:PutItem': [on(TABLE), series, webhooks, calendars, readyTimes, events, deliveries, actions],
      'dynamodb:Query': [lists, listsOfSeries, all, series, untoldSeries, deliveries, actions],
      'dynamodb:Scan': [on(`${TABLE}/index/untold`)],
      'dynamodb:DescribeStream': [stream],
      'dynamodb:GetRecords': [stream],
      'dynamodb:GetShardIterator': [stream],
      'dynamodb:ListStreams': [stream],
      'dynamodb:UpdateItem': [
        on(TABLE, { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['slots'] } }),
        on(TABLE, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['day#*'] } }),
      ],
    };
    for (const { action, ...rest } of granted) expect(narrow[action]).toContainEqual(rest);
    expect(new Set(granted.map(({ action }) => action))).toEqual(new Set(Object.keys(narrow)));
  });

  it('pass each role only to its service', () => {
    for (const { actions, resources, conditions } of synthesis
      .statements()
      .filter((each) => each.actions.includes('iam:PassRole'))) {
      expect(actions).toEqual(['iam:PassRole']);
      const service = resources[0] === '<HostsRole.Arn>' ? 'ec2.amazonaws.com' : 'scheduler.amazonaws.com';
      expect(conditions).toEqual({ StringEquals: { 'iam:PassedToService': service } });
    }
  });

  it('have no wildcard actions, and wildcard resources only without resource-level permissions', () => {
    // Without the CDK's role that copies the pages into their bucket.
    const statements = synthesis.statements((roles) => !roles.some((role) => role.startsWith('CustomCDK')));
    const asterisks = statements.filter(({ resources }) => resources.includes('*'));
    for (const { actions } of statements) for (const action of actions) expect(action).not.toContain('*');
    const actions = new Set(
      asterisks.flatMap((each) => each.actions).filter((action) => !/^(logs|xray):/.test(action)),
    );
    expect([...actions]).toEqual(['ec2:DescribeInstances']);
  });

  it('for logs cover only the log group of the function', () => {
    for (const name of FUNCTION_NAMES)
      expect(statement(name, 'logs:PutLogEvents').map(({ resources }) => resources)).toEqual([[`<${name}Logs.Arn>`]]);
  });

  it('give a stand-in host no permissions', () => {
    expect(synthesis.statements((roles) => roles.some((role) => role.startsWith('HostsRole')))).toEqual([]);
  });

  describe('with Jitsi hosts', () => {
    const jitsi = new Synthesis(contextOf('jitsi'));
    const FUNCTION_NAMES = deployedFunctions('jitsi', { mail: false });
    const ofHosts = 'arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret:elephant-meetings/hosts/*';
    const allowedTo = (action: string): string[] =>
      FUNCTION_NAMES.filter((name) =>
        jitsi.allowed(name).some(({ actions, resources }) => actions.includes(action) && resources.includes(ofHosts)),
      );

    it('cover the records of rooms and the ACME challenge, and no other record of the zone', () => {
      const zone = 'arn:<Partition>:route53:::hostedzone/Z0123456789';
      const changes = FUNCTION_NAMES.flatMap((name) =>
        jitsi
          .allowed(name)
          .filter(({ actions }) => actions.includes('route53:ChangeResourceRecordSets'))
          .map(({ resources, conditions }) => ({ name, resources, conditions })),
      );
      const conditions = (action: string) => ({
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
          'route53:ChangeResourceRecordSetsActions': [action],
        },
        'ForAllValues:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['????????????????.meet.example'],
        },
      });
      expect(changes).toEqual([
        { name: 'checkHost', resources: [zone], conditions: conditions('UPSERT') },
        { name: 'tearDown', resources: [zone], conditions: conditions('DELETE') },
        { name: 'sweep', resources: [zone], conditions: conditions('DELETE') },
        {
          name: 'renewCertificate',
          resources: [zone],
          conditions: {
            'ForAllValues:StringEquals': {
              'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
              'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_acme-challenge.meet.example'],
            },
          },
        },
      ]);
    });

    it('let a host read the certificate and its own secret, and no other secret', () => {
      const statements = jitsi.statements((roles) => roles.some((role) => role.startsWith('HostsRole')));
      expect(statements.filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))).toEqual([
        expect.objectContaining({ resources: ['<CertificateSecret>'] }),
        {
          actions: ['secretsmanager:GetSecretValue'],
          resources: [ofHosts],
          conditions: { StringEquals: { 'secretsmanager:ResourceTag/elephant:host': '${ec2:SourceInstanceARN}' } },
        },
      ]);
    });

    it('let a host write its log stream and nothing else', () => {
      const actions = jitsi
        .statements((roles) => roles.some((role) => role.startsWith('HostsRole')))
        .flatMap((statement) => statement.actions.map((action) => `${action} ${statement.resources.join()}`))
        .filter((action) => !action.startsWith('secretsmanager:'));
      expect(actions).toEqual(['logs:CreateLogStream <HostsLogs.Arn>', 'logs:PutLogEvents <HostsLogs.Arn>']);
    });

    it('let launchHost create secrets of hosts, the functions that end hosts delete them, and no function read them', () => {
      expect(allowedTo('secretsmanager:CreateSecret')).toEqual(['launchHost']);
      expect(allowedTo('secretsmanager:DeleteSecret')).toEqual([
        'launchHost',
        'checkHost',
        'tearDown',
        'sweep',
        'endBuild',
      ]);
      expect(allowedTo('secretsmanager:GetSecretValue')).toEqual([]);
    });
  });
});
