import { describe, expect, it } from '@jest/globals';
import { METRIC_UNITS, METRICS_NAMESPACE } from '../../steps/domain/metrics.ts';
import { FUNCTION_NAMES } from '../../infra/functions.ts';
import { plain, Synthesis, WITH_MAIL } from './template.ts';

const synthesis = new Synthesis({
  deployment: 'tutors',
  domain: 'meet.example',
  hostedZoneId: 'Z0123456789',
  ...WITH_MAIL,
});

interface Widget {
  readonly type: string;
  readonly properties: { readonly title: string; readonly metrics?: unknown[][]; readonly alarms?: string[] };
}

const { DashboardName, DashboardBody } = synthesis.only('AWS::CloudWatch::Dashboard');
const { widgets } = JSON.parse(String(DashboardBody)) as { widgets: Widget[] };
const widget = (title: string): string =>
  JSON.stringify(widgets.find(({ properties }) => properties.title.startsWith(title))?.properties ?? {});

describe('the dashboard', () => {
  it('has the name of the deployment and of its Region', () => {
    expect(DashboardName).toBe('tutors-<Region>');
  });

  it('shows every metric that the steps write, for this deployment only', () => {
    const own = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([namespace]) => namespace === METRICS_NAMESPACE);
    expect(new Set(own.map(([, name]) => name))).toEqual(new Set(Object.keys(METRIC_UNITS)));
    for (const dimensions of own) expect(dimensions.join()).toContain('service,tutors');
  });

  it.each([
    [
      'Meetings by outcome',
      /MeetingsCompleted.*MeetingsNoShow.*MeetingsCancelled.*MeetingsTimeLimit.*MeetingsFailed.*MeetingsPartialNoShow/,
    ],
    [
      'Time from launch to ready',
      /SecondsToReady.*built.*p50.*p90.*p99.*SecondsToReady.*template.*p99.*SecondsToSpare.*p1/,
    ],
    ['Phases of the boot', /SecondsOfPhase.*built.*"phase","boot".*p90.*template.*"phase","healthy"/],
    ['Hosts', /HostsRunning.*HostsEndedBySweep.*HostsHeldBack/],
    ['Sweep', /SweepSeconds.*SweepFailures.*NetsPaused/],
    ['Executions', /ExecutionsFailed.*ExecutionsTimedOut/],
    ['API errors', /5XXError.*4XXError/],
    ['Deliveries of events', /ExecutionsStarted.*ExecutionsFailed.*WebhooksDisabled/],
    ['Certificate of the rooms', /CertificateDaysLeft/],
    ['Events and wake-ups that did not', /ApproximateNumberOfMessagesVisible/],
  ])('has "%s"', (title, metrics) => {
    expect(widget(title)).toMatch(metrics);
  });

  it('shows the errors of every function', () => {
    for (const name of FUNCTION_NAMES) expect(widget('Function errors')).toContain(`<${name}>`);
  });

  it('shows every alarm', () => {
    const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms ?? [];
    expect(shown).toHaveLength(Object.keys(synthesis.resources('AWS::CloudWatch::Alarm')).length);
  });
});

/** Types in the template that CloudFormation does not tag. */
const WITHOUT_TAGS = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::CDKBucketDeployment',
  'Custom::S3AutoDeleteObjects',
]);

describe('the tag of the deployment', () => {
  const tag = { Key: 'elephant:deployment', Value: 'tutors' };

  it('is on every resource that can have tags, so that the bill shows costs by deployment', () => {
    const { Resources } = synthesis.template.toJSON() as {
      Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
    };
    const untagged = Object.entries(Resources)
      .filter(([, { Type }]) => !WITHOUT_TAGS.has(Type))
      .filter(([, { Properties = {} }]) => {
        const { Tags, TagSpecifications } = plain(Properties) as Record<string, unknown>;
        return !JSON.stringify([Tags, TagSpecifications]).includes(JSON.stringify(tag));
      });
    expect(untagged.map(([id, { Type }]) => `${Type} ${id}`)).toEqual([]);
  });
});
