import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Duration, Lazy, Stack, Tags, Validations } from 'aws-cdk-lib/core';
import type { ApiKey } from 'aws-cdk-lib/aws-apigateway';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BUILD_FUNCTIONS, type BuildFunction } from '../statemachine/image-build.ts';
import { meetingWorkflow, TASK_FUNCTIONS } from '../statemachine/meeting.ts';
import { TAGS } from '../steps/domain/tags.ts';
import type { Config } from './config.ts';
import { Alarms } from './constructs/alarms.ts';
import { Api } from './constructs/api.ts';
import { Certificate } from './constructs/certificate.ts';
import { CertificateRenewal } from './constructs/certificate-renewal.ts';
import { Daily } from './constructs/daily.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { allowedBy } from './constructs/grants.ts';
import { Hosts } from './constructs/hosts.ts';
import { ImageBuild } from './constructs/image-build.ts';
import { Mail } from './constructs/mail.ts';
import { OrganiserPool } from './constructs/organiser-pool.ts';
import { PresenceProbe } from './constructs/presence-probe.ts';
import { RecordsTable } from './constructs/records-table.ts';
import type { Resources } from './constructs/resources.ts';
import { SafetyNet } from './constructs/safety-net.ts';
import { Scheduler } from './constructs/scheduler.ts';
import { Site } from './constructs/site.ts';
import { Step } from './constructs/step.ts';
import { MeetingsTable } from './constructs/table.ts';
import { WebhookDeliveries } from './constructs/webhook-deliveries.ts';
import { TRACING } from './constructs/wildcards.ts';
import { Workflow } from './constructs/workflow.ts';
import { environmentOf } from './environment.ts';
import { deployedFunctions, type ForFunctions, type FunctionName, specOf } from './functions.ts';
import { HOST_KIND_SPECS } from './host-kinds.ts';
import { arnsOf, namesOf } from './names.ts';
import { operatorsIssuer } from './sign-in.ts';

/** All resources of one deployment. Between meetings no machine runs. */
export class Deployment extends Construct {
  /** Base URL of the API, with a slash at the end. */
  readonly apiUrl: string;
  /** The organiser's API key. */
  readonly apiKey: ApiKey;
  /** One row for each meeting. */
  readonly table: Table;
  /** Everything that is not a meeting. */
  readonly recordsTable: Table;
  /** One execution for each meeting. */
  readonly stateMachine: StateMachine;
  /** One execution for each build of an image; undefined when the deployment builds none. */
  readonly imageBuild: StateMachine | undefined;
  /** Gets all alarms. */
  readonly alarmTopic: Topic;
  /** Events and wake-ups that did not reach the sweep. */
  readonly deadLetterQueue: Queue;
  readonly launchTemplate: LaunchTemplate;
  /** `id:version` of the launch template for new hosts. */
  readonly launchTemplateVersion: string;
  /** Where organisers schedule meetings; undefined without pages. */
  readonly pagesUrl: string | undefined;
  /** Where people join, to which personal links point; undefined without pages. */
  readonly joinUrl: string | undefined;
  /** Accounts of organisers; undefined without `organisers=cognito`. */
  readonly userPool: UserPool | undefined;
  /** The link secrets: see `steps/domain/key-ring.ts`. */
  readonly linkSecret: Secret;
  /** Certificate and private key of the rooms; undefined for host kinds without a certificate. */
  readonly certificateSecret: Secret | undefined;

  constructor(scope: Construct, id: string, settings: Config) {
    super(scope, id);
    Tags.of(this).add(TAGS.deployment, settings.deployment);
    const names = namesOf(settings.deployment);
    const arns = arnsOf(Stack.of(this), names);
    // The API needs the functions, and pages and hosts need the URL of the API.
    const apiUrl = Lazy.string({ produce: () => api.url });
    const apiOrigin = Lazy.string({ produce: () => api.origin });
    const site = settings.pages ? new Site(this, 'Site', { config: settings, names, apiUrl, apiOrigin }) : undefined;
    const config = site ? { ...settings, allowedOrigins: [...settings.allowedOrigins, ...site.origins] } : settings;
    // Without pages, the origins are those of the operator's own pages.
    const origins = site ? site.origins.slice(0, 1) : settings.allowedOrigins.filter((one) => one !== '*');
    const pool = settings.organisers && new OrganiserPool(this, 'Organisers', { config: settings, names, origins });
    const signIn = pool?.signIn ?? operatorsIssuer(settings);
    site?.addFiles(signIn);
    const { certificate: hasCertificate } = HOST_KIND_SPECS[config.hostKind];
    const certificate = hasCertificate ? new Certificate(this, 'Certificate', config) : undefined;
    const hosts = new Hosts(this, 'Hosts', { config, names, apiUrl, certificate });
    const scheduler = new Scheduler(this, 'Scheduler', { names, arns });
    const { table } = new MeetingsTable(this, 'Meetings', config);
    const { table: records } = new RecordsTable(this, 'Records', config);
    const linkSecret = this.makeLinkSecret(config);
    const machineClients = Lazy.string({ produce: () => Stack.of(this).toJsonString(api.machineClients) });
    const resources = {
      names,
      arns,
      apiUrl,
      table,
      records,
      hosts,
      scheduler,
      linkSecret,
      certificate,
      signIn,
      machineClients: config.machineClients.length > 0 ? machineClients : undefined,
    };
    const functions = Object.fromEntries(
      deployedFunctions(config.hostKind, { mail: config.mailFrom !== undefined, images: config.image === 'build' }).map(
        (name) => [name, this.step(name, config, resources)],
      ),
    ) as ForFunctions<Step>;
    const { logRetentionDays } = config;
    const { stateMachine } = new Workflow(this, 'Workflow', {
      id: 'Meeting',
      name: names.stateMachine,
      logGroupName: names.workflowLogs,
      comment: 'The life of a meeting: host, room, people, tear-down',
      // Meetings are scheduled up to 350 days ahead, and AWS allows one year. The sweep ends what times out.
      timeout: Duration.days(360),
      functions: TASK_FUNCTIONS.map((name) => functions[name]),
      definition: (within) => meetingWorkflow(within, functions),
      logRetentionDays,
    });
    const api = new Api(this, 'Api', { functions, config, names });
    const { sweep, renewCertificate: renewal } = functions;
    new PresenceProbe(this, 'PresenceProbe', { names, probe: functions.probePresence });
    new Daily(this, 'DailySeries', { name: 'fillSeries', run: functions.fillSeries, names, scheduler });
    new Daily(this, 'DailyForget', { name: 'forget', run: functions.forget, names, scheduler });
    const { tell, deliverEvent, sendNotices, recordBounce } = functions;
    const { stateMachine: deliveries } = new WebhookDeliveries(this, 'WebhookDeliveries', {
      config,
      names,
      table,
      scheduler,
      tell,
      deliverEvent,
    });
    if (sendNotices && recordBounce) new Mail(this, 'Mail', { names, table, scheduler, sendNotices, recordBounce });
    const imageBuild = buildsImages(functions)
      ? new ImageBuild(this, 'ImageBuild', { config, names, functions })
      : undefined;
    new SafetyNet(this, 'SafetyNet', { sweep, scheduler, names, arns });
    const { topic, all: alarms } = new Alarms(this, 'Alarms', {
      config,
      names,
      arns,
      sweep,
      scheduler,
      stateMachine,
      api: api.api,
      imageBuild: imageBuild?.stateMachine,
    });
    if (renewal) new CertificateRenewal(this, 'CertificateRenewal', { names, renewal });
    new Dashboard(this, 'Dashboard', {
      config,
      names,
      alarms,
      functions,
      stateMachine,
      deliveries,
      api: api.api,
      scheduler,
    });

    this.apiUrl = api.url;
    this.apiKey = api.organiserKey;
    this.table = table;
    this.recordsTable = records;
    this.stateMachine = stateMachine;
    this.imageBuild = imageBuild?.stateMachine;
    this.alarmTopic = topic;
    this.deadLetterQueue = scheduler.deadLetters;
    this.launchTemplate = hosts.template;
    this.launchTemplateVersion = hosts.templateVersion;
    this.pagesUrl = site?.siteUrl;
    this.joinUrl = site?.joinUrl;
    this.userPool = pool?.pool;
    this.linkSecret = linkSecret;
    this.certificateSecret = certificate?.secret;
  }

  private step(name: FunctionName, config: Config, resources: Resources): Step {
    const spec = specOf(name);
    const step = new Step(this, name, {
      name,
      spec,
      environment: environmentOf(name, config, resources),
      names: resources.names,
      logRetentionDays: config.logRetentionDays,
      reservedConcurrency: TASK_FUNCTIONS.some((task) => task === name) ? config.stepConcurrency : undefined,
    });
    const allowed = spec.grants.map((grant) => allowedBy(grant, resources, config));
    for (const { statements } of allowed) for (const statement of statements) step.addToRolePolicy(statement);
    Validations.of(step.executionRole).acknowledge(TRACING, ...allowed.flatMap(({ wildcards }) => wildcards));
    return step;
  }

  /**
   * Has no fixed name: the name of a deleted secret stays reserved for days and would block a new deployment. A change of
   * `generateSecretString` would replace the secret of a deployment, so it stays one plain secret here.
   */
  private makeLinkSecret({ deployment, removalPolicy }: Config): Secret {
    const secret = new Secret(this, 'LinkSecret', {
      description: `Signs the personal links of ${deployment}; see npm run rotate-links`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'An operator rotates it with npm run rotate-links. Links that were sent belong to the secret before.',
    });
    return secret;
  }
}

const buildsImages = (functions: ForFunctions<Step>): functions is ForFunctions<Step> & Record<BuildFunction, Step> =>
  BUILD_FUNCTIONS.every((name) => functions[name] !== undefined);
