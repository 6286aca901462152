import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contextOf, plain, Synthesis, WITH_MAIL } from './template.ts';

const synthesis = new Synthesis({ alarmEmail: 'ops@tutors.example' });

interface RuleProperties {
  readonly Name: string;
  readonly EventPattern?: Record<string, unknown>;
  readonly ScheduleExpression?: string;
  readonly Targets: {
    Arn: string;
    Input?: string;
    InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string };
    DeadLetterConfig?: { Arn: string };
  }[];
}

interface MathMetric {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Stat: string };
}

const rules = Object.values(synthesis.resources('AWS::Events::Rule')).map(
  ({ Properties }) => plain(Properties) as RuleProperties,
);
const rule = (name: string): RuleProperties => rules.find(({ Name }) => Name === `elephant-meetings-${name}`)!;

/** The settings of asynchronous invocations. */
const invocationsOf = (name: string): unknown =>
  Object.values(synthesis.resources('AWS::Lambda::EventInvokeConfig'))
    .map(({ Properties }) => plain(Properties) as { FunctionName: string })
    .find(({ FunctionName }) => FunctionName === name);

/** The input of the sweep, with paths into the event. */
function input(name: string): unknown {
  const [target] = rule(name).Targets;
  if (!target?.InputTransformer) return JSON.parse(target?.Input ?? 'null');
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  return JSON.parse(InputTemplate.replaceAll(/<([\w-]+)>/g, (_, key: string) => JSON.stringify(InputPathsMap[key])));
}

describe('the sweep', () => {
  it('runs when an execution fails', () => {
    expect(rule('execution-ended').EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: ['arn:<Partition>:states:<Region>:<AccountId>:stateMachine:elephant-meetings'],
      },
    });
    expect(input('execution-ended')).toEqual({
      source: 'execution',
      executionArn: '$.detail.executionArn',
      status: '$.detail.status',
    });
  });

  it('runs when a host stops or ends', () => {
    expect(rule('host-stopped').EventPattern).toMatchObject({
      source: ['aws.ec2'],
      detail: { state: ['stopping', 'stopped', 'shutting-down'] },
    });
    expect(input('host-stopped')).toEqual({
      source: 'host',
      instanceId: '$.detail.instance-id',
      state: '$.detail.state',
    });
  });

  it('runs every five minutes', () => {
    expect(rule('sweep-timer').ScheduleExpression).toBe('rate(5 minutes)');
    expect(input('sweep-timer')).toEqual({ source: 'timer' });
  });

  it('is the target of every rule but those of the probe, of series, of old names and of events, with a dead-letter queue', () => {
    const others = ['probe-presence', 'fill-series', 'forget', 'tell-timer'].map((name) => `elephant-meetings-${name}`);
    const ofSweep = rules.filter(({ Name }) => !others.includes(Name));
    expect(ofSweep).toHaveLength(3);
    for (const { Targets } of ofSweep)
      expect(Targets).toMatchObject([{ Arn: '<sweep.Arn>', DeadLetterConfig: { Arn: '<SchedulerDeadLetters.Arn>' } }]);
    expect(invocationsOf('<sweep>')).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: '<SchedulerDeadLetters.Arn>' } },
    });
  });
});

describe('the probe of the presence route', () => {
  it('runs every minute, and is not repeated when it fails', () => {
    expect(rule('probe-presence')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: '<probePresence.Arn>', RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(invocationsOf('<probePresence>')).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});

describe('the wake-ups', () => {
  it('have a schedule group, and a role that can only invoke the sweep and write dead letters', () => {
    expect(synthesis.only('AWS::Scheduler::ScheduleGroup')).toMatchObject({ Name: 'elephant-meetings' });
    const role = Object.entries(synthesis.resources('AWS::IAM::Role')).find(([id]) => id.startsWith('SchedulerRole'));
    expect(plain(role?.[1].Properties['AssumeRolePolicyDocument'])).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '<AccountId>',
              'aws:SourceArn': 'arn:<Partition>:scheduler:<Region>:<AccountId>:schedule-group/elephant-meetings',
            },
          },
        },
      ],
    });
    const allowed = synthesis.statements((roles) => roles.some((id) => id.startsWith('SchedulerRole')));
    expect(allowed.map(({ actions, resources }) => [...actions, ...resources])).toEqual([
      ['lambda:InvokeFunction', 'arn:<Partition>:lambda:<Region>:<AccountId>:function:elephant-meetings-sweep'],
      ['sqs:SendMessage', '<SchedulerDeadLetters.Arn>'],
    ]);
  });

  it('have a dead-letter queue that is encrypted and requires TLS', () => {
    expect(synthesis.only('AWS::SQS::Queue')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    expect(JSON.stringify(synthesis.only('AWS::SQS::QueuePolicy'))).toContain('"aws:SecureTransport":"false"');
  });
});

describe('alarms', () => {
  const rooms = new Synthesis(contextOf('jitsi'));
  const alarms = Object.values(synthesis.resources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => plain(Properties) as Record<string, unknown>,
  );

  it('notify the operator and link to the runbook', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).toSorted()).toEqual(
      [
        'api-errors',
        'dead-letters',
        'failed-meetings',
        'hosts-ended-by-sweep',
        'late-hosts',
        'nets-paused',
        'presence-unheard',
        'sweep-errors',
        'sweep-held-back',
        'sweep-silent',
        'webhook-disabled',
      ].map((kind) => `elephant-meetings-${kind}`),
    );
    for (const { AlarmActions, AlarmDescription, AlarmName } of alarms) {
      expect(AlarmActions).toEqual(['<AlarmsTopic>']);
      expect(AlarmDescription).toContain(`docs/runbook.md#${String(AlarmName).slice('elephant-meetings-'.length)}`);
    }
    expect(synthesis.only('AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@tutors.example',
    });
    new Synthesis().template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('watch the mails of a deployment that sends mail', () => {
    const { Threshold, MetricName } = new Synthesis(WITH_MAIL).only('AWS::CloudWatch::Alarm', (id) =>
      id.startsWith('Alarmsmailfailing'),
    );
    expect([MetricName, Threshold]).toEqual(['MailsFailed', 3]);
  });

  it('fire when the build of an image fails, is too late or is aborted', () => {
    const { Threshold, ComparisonOperator, EvaluationPeriods, TreatMissingData, AlarmActions, Metrics } = plain(
      rooms.only('AWS::CloudWatch::Alarm', (id) => id.startsWith('Alarmsimagebuild')),
    ) as { Threshold: number; Metrics: MathMetric[] } & Record<string, unknown>;
    const expression = Metrics.find((one) => one.Expression !== undefined)!.Expression!;
    const sources = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ Id, ...MetricStat }] : []));
    /** The value of the alarm after one execution that ended so. */
    const after = (event: string): number =>
      expression.split(' + ').reduce((sum, term) => {
        const { Metric, Stat } = sources.find(({ Id }) => term === `FILL(${Id}, 0)`)!;
        expect({ ...Metric, Stat }).toMatchObject({
          Namespace: 'AWS/States',
          Dimensions: [{ Name: 'StateMachineArn', Value: '<ImageBuildBuildsImageBuild>' }],
          Stat: 'Sum',
        });
        return sum + (Metric.MetricName === event ? 1 : 0);
      }, 0);
    expect({ ComparisonOperator, EvaluationPeriods, TreatMissingData, AlarmActions }).toEqual({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: ['<AlarmsTopic>'],
    });
    for (const event of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'])
      expect(after(event)).toBeGreaterThanOrEqual(Threshold);
    expect(after('ExecutionsSucceeded')).toBeLessThan(Threshold);
  });

  it('use the ten metrics that are free, and two more', () => {
    const metrics = Object.values(new Synthesis().resources('AWS::CloudWatch::Alarm')).map(({ Properties }) =>
      Properties['Metrics'] === undefined
        ? 1
        : (Properties['Metrics'] as { MetricStat?: unknown }[]).filter(({ MetricStat }) => MetricStat).length,
    );
    expect(metrics.reduce((sum, one) => sum + one, 0)).toBe(12);
  });

  it('link to existing headings of the runbook', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const links = Object.values(rooms.resources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => /docs\/runbook\.md#(\S+)$/.exec(String(Properties['AlarmDescription']))?.[1],
    );
    expect(links).toContain('certificate');
    expect(headings).toEqual(expect.arrayContaining(links));
  });

  it('can publish to their topic', () => {
    const { Statement } = synthesis.only('AWS::SNS::TopicPolicy')['PolicyDocument'] as {
      Statement: Record<string, unknown>[];
    };
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: expect.objectContaining({
          ArnEquals: {
            'aws:SourceArn': alarms.map(
              ({ AlarmName }) => `arn:<Partition>:cloudwatch:<Region>:<AccountId>:alarm:${String(AlarmName)}`,
            ),
          },
        }),
      }),
    );
  });

  it('distinguish a sweep that does not run from one that finds nothing', () => {
    const silent = alarms.find(({ AlarmName }) => String(AlarmName).endsWith('sweep-silent'));
    expect(silent).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 3,
    });
    const found = alarms.find(({ AlarmName }) => String(AlarmName).endsWith('hosts-ended-by-sweep'));
    expect(found).toMatchObject({
      TreatMissingData: 'notBreaching',
      Namespace: 'ElephantMeetings',
      MetricName: 'HostsEndedBySweep',
      Dimensions: [{ Name: 'service', Value: 'elephant-meetings' }],
    });
  });
});

describe.each([
  ['of series', 'fill-series', 'fillSeries'],
  ['that removes old names', 'forget', 'forget'],
])('the step %s', (_what, kind, name) => {
  it('runs every day; a run that fails three times is a dead letter', () => {
    expect(rule(kind)).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Arn: `<${name}.Arn>`, Input: '{}' }],
    });
    expect(invocationsOf(`<${name}>`)).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: '<SchedulerDeadLetters.Arn>' } },
    });
  });
});
