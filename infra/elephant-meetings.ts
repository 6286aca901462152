import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IMachineImage, InstanceType, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { HostKind } from '../steps/domain/host-kind.ts';
import type { OrganiserLimits } from '../steps/domain/organisers.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { Word } from '../web/lib/words.ts';
import { type Config, readConfig } from './config.ts';
import type { ContextKey } from './context.ts';
import { Deployment } from './deployment.ts';
import type { ImageSource } from './host-kinds.ts';
import type { JitsiDigests } from './jitsi-images.ts';

export { ConfigurationError } from './config.ts';
export type { HostKind, HostRole, Timetable };

/** Every property is optional; `docs/reference.md` has the defaults. */
export interface ElephantMeetingsProps {
  /** Part of every resource name. Two deployments in one account and Region need different names. @default 'elephant-meetings' */
  readonly deployment?: string;
  /** Domain of the rooms: `{id}.{domain}` for Jitsi hosts, `{domain}/{id}` for kind `ami`. */
  readonly domain?: string;
  /** Public zone of `domain`; required for Jitsi hosts, which get a record each. */
  readonly hostedZone?: IHostedZone;
  /** Certificate of `*.{domain}` for Jitsi hosts. */
  readonly certificate?: CertificateProps;
  readonly hosts?: HostProps;
  /** Where organisers sign in. @default API keys only */
  readonly signIn?: SignInProps;
  /** `cognito`, in place of `signIn`: a user pool of the deployment. @default none */
  readonly organisers?: 'cognito';
  /** With what people sign in at the user pool. @default ['COGNITO'] */
  readonly identityProviders?: readonly string[];
  /** Spans that differ from the default timetable, in whole seconds. */
  readonly timetable?: Partial<Readonly<Record<keyof Timetable, Duration>>>;
  /** Learned from the latest times to ready, or fixed. @default 'auto', unless `timetable` has a `launchLead` */
  readonly launchLead?: 'auto' | Duration;
  readonly api?: ApiProps;
  /** Maximum of running hosts plus launches due within the hour. @default 10 */
  readonly maxInFlight?: number;
  /** Reserved concurrency of each of the workflow's steps. @default none */
  readonly stepConcurrency?: number;
  /** Whether to serve the pages, with S3 and CloudFront; they have to be built. @default true */
  readonly pages?: boolean;
  /** DynamoDB table. @default chosen by CloudFormation */
  readonly tableName?: string;
  /** RETAIN or DESTROY: what happens to the table and the secrets when the stack is deleted. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /** What guests read on their pages. @default meeting */
  readonly word?: Word;
  /** Mail to the people of meetings. */
  readonly mail?: MailProps;
  /** Deletion protection of the table. Set it after the first deployment. @default false */
  readonly protect?: boolean;
  /** 1 to 3: the deployments before the last one of an upgrade from 0.1.0. @default none */
  readonly upgradeStep?: 1 | 2 | 3;
  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** How long names and addresses are kept, whole days. Default: a year. */
  readonly retention?: Duration;
  /** Subscribed to the alarms. */
  readonly alarmEmail?: string;
}

export interface HostProps {
  /** @default 'jitsi' with a domain, else 'stand-in' */
  readonly kind?: HostKind;
  /** One host for each meeting (`room`), or one for each person. @default ['room'] */
  readonly roles?: readonly HostRole[];
  /** Image for all instance types. @default the latest Amazon Linux 2023 for arm64; Ubuntu 24.04 for Jitsi */
  readonly image?: IMachineImage;
  /** Whether the deployment builds the image of its hosts. @default by kind */
  readonly imageFrom?: ImageSource;
  /** In the order of preference. @default t4g.medium, t4g.large, c7g.large; stand-ins also t4g.micro */
  readonly instanceTypes?: readonly InstanceType[];
  /** US dollars per hour for one host. @default the price of the first instance type, if it is known */
  readonly dollarsPerHour?: number;
  /** @default a new VPC with public subnets in two zones and no NAT gateway */
  readonly vpc?: IVpc;
  /** Public subnets of `vpc` that assign public IPv4 addresses. @default all public subnets */
  readonly subnets?: SubnetSelection;
  /** Size of the root volume, GiB. @default by kind */
  readonly volumeGiB?: number;
  /** @default by kind */
  readonly rootDeviceName?: string;
  /** Address that a browser opens, with `{host}` for the public DNS name of a host. @default 'http://{host}' */
  readonly url?: string;
  /** Path below `url` that returns 200 when the host is ready. @default '/health' */
  readonly healthPath?: string;
  /** Registry and path of the Jitsi images. @default 'ghcr.io/jitsi' */
  readonly jitsiImages?: string;
  /** Tag of the Jitsi images. */
  readonly jitsiVersion?: string;
  /** Digests of the Jitsi images; `none`: what the tag means when they are installed. @default those of the default images */
  readonly jitsiDigests?: JitsiDigests | 'none';
  /** Packages are those that Ubuntu had then: `20261101T000000Z`. @default the latest ones when they are installed */
  readonly ubuntuSnapshot?: string;
}

export interface CertificateProps {
  /** Issued and renewed by the deployment, or written to the secret by you. @default 'acme' */
  readonly from?: 'acme' | 'provided';
  /** @default Let's Encrypt */
  readonly acmeDirectory?: string;
}

export interface ApiProps {
  /** Origins that may call the API, besides the deployment's pages. @default ['http://localhost:3000'], for trials */
  readonly allowedOrigins?: readonly string[];
  /** Requests per second. @default 50 */
  readonly rate?: number;
  /** Requests at the same moment. @default 100 */
  readonly burst?: number;
  /** Pages of organisers that can be open all day; `dailyQuota` derives from it. @default 5 */
  readonly openPages?: number;
  /** Names of programs that get an API key each. @default none */
  readonly machineClients?: readonly string[];
  /** Limits of each organiser; administrators have none. @default none but `maxInFlight` */
  readonly organiserLimits?: OrganiserLimits;
  /** Requests per day with the API key. @default 10,000 for each of the `openPages` */
  readonly dailyQuota?: number;
  /** Whether to set API Gateway's logging role, which an account has once in each Region. @default true */
  readonly loggingRole?: boolean;
  /** Whether the API has a web ACL with rate rules by address. @default false */
  readonly waf?: boolean;
}

/** An issuer of OpenID Connect. */
export interface SignInProps {
  /** Exactly as the issuer calls itself. */
  readonly issuer: string;
  /** A public client, with code and PKCE. */
  readonly clientId: string;
  /** Scope for which the pages ask. @default 'openid profile' */
  readonly scope?: string;
  /** Other origins that the pages call, such as that of the token endpoint. @default none */
  readonly origins?: readonly string[];
  /** `aud` of access tokens for this API. @default none: `client_id` in the token must be the client */
  readonly audience?: string;
  /** Claim with the roles or groups of a person. @default 'groups' */
  readonly roleClaim?: string;
  /** @default 'administrators' */
  readonly administratorRole?: string;
  /** @default everybody whom the issuer lets in is an organiser */
  readonly organiserRole?: string;
}

export interface MailProps {
  /** `Lessons <lessons@example.org>`: an address that is verified in SES. @default no mail */
  readonly from?: string;
  /** How long before the meeting time people are reminded; whole hours. @default a day and an hour */
  readonly reminders?: readonly Duration[];
}

/**
 * Tutoring meetings on demand, for any CDK app:
 * `new ElephantMeetings(this, 'Meetings', { domain: 'rooms.example.org', hostedZone })`.
 * @throws ConfigurationError that names all faulty props
 */
export class ElephantMeetings extends Deployment {
  constructor(scope: Construct, id: string, props: ElephantMeetingsProps = {}) {
    super(scope, id, configOf(scope, id, props));
  }
}

function configOf(scope: Construct, id: string, props: ElephantMeetingsProps): Config {
  const { hosts = {}, certificate = {}, api = {}, mail = {}, timetable = {}, signIn } = props;
  const spans = Object.entries(timetable).map(([name, span]) => [name, span.toSeconds({ integral: false })]);
  const values: Record<ContextKey, readonly [prop: string, value: unknown]> = {
    deployment: ['deployment', props.deployment],
    tableName: ['tableName', props.tableName],
    hostKind: ['hosts.kind', hosts.kind],
    hostRoles: ['hosts.roles', hosts.roles],
    hostUrl: ['hosts.url', hosts.url],
    healthPath: ['hosts.healthPath', hosts.healthPath],
    domain: ['domain', props.domain],
    hostedZoneId: ['hostedZone', props.hostedZone?.hostedZoneId],
    certificate: ['certificate.from', certificate.from],
    acmeDirectory: ['certificate.acmeDirectory', certificate.acmeDirectory],
    jitsiImages: ['hosts.jitsiImages', hosts.jitsiImages],
    jitsiVersion: ['hosts.jitsiVersion', hosts.jitsiVersion],
    jitsiDigests: ['hosts.jitsiDigests', hosts.jitsiDigests],
    ubuntuSnapshot: ['hosts.ubuntuSnapshot', hosts.ubuntuSnapshot],
    amiId: ['hosts.image', hosts.image?.getImage(scope).imageId],
    image: ['hosts.imageFrom', hosts.imageFrom],
    rootDeviceName: ['hosts.rootDeviceName', hosts.rootDeviceName],
    volumeGiB: ['hosts.volumeGiB', hosts.volumeGiB],
    instanceTypes: ['hosts.instanceTypes', hosts.instanceTypes?.map(String)],
    vpcId: ['hosts.vpc', hosts.vpc?.vpcId],
    subnetIds: ['hosts.subnets', subnetIdsOf(hosts)],
    allowedOrigins: ['api.allowedOrigins', api.allowedOrigins],
    pages: ['pages', props.pages],
    timetable: ['timetable', Object.fromEntries(spans)],
    launchLead: [
      'launchLead',
      typeof props.launchLead === 'object' ? props.launchLead.toMinutes({ integral: false }) : props.launchLead,
    ],
    apiRate: ['api.rate', api.rate],
    apiBurst: ['api.burst', api.burst],
    openPages: ['api.openPages', api.openPages],
    organisers: ['organisers', props.organisers],
    identityProviders: ['identityProviders', props.identityProviders],
    apiQuota: ['api.dailyQuota', api.dailyQuota],
    machineClients: ['api.machineClients', api.machineClients],
    organiserMeetingsPerDay: ['api.organiserLimits.meetingsPerDay', api.organiserLimits?.meetingsPerDay],
    organiserMeetingsAtOnce: ['api.organiserLimits.meetingsAtOnce', api.organiserLimits?.meetingsAtOnce],
    oidcIssuer: ['signIn.issuer', signIn?.issuer],
    oidcClientId: ['signIn.clientId', signIn?.clientId],
    oidcScope: ['signIn.scope', signIn?.scope],
    oidcOrigins: ['signIn.origins', signIn?.origins],
    oidcAudience: ['signIn.audience', signIn?.audience],
    oidcRoleClaim: ['signIn.roleClaim', signIn?.roleClaim],
    oidcAdministratorRole: ['signIn.administratorRole', signIn?.administratorRole],
    oidcOrganiserRole: ['signIn.organiserRole', signIn?.organiserRole],
    apiLoggingRole: ['api.loggingRole', api.loggingRole],
    waf: ['api.waf', api.waf],
    stepConcurrency: ['stepConcurrency', props.stepConcurrency],
    maxInFlight: ['maxInFlight', props.maxInFlight],
    removalPolicy: ['removalPolicy', props.removalPolicy],
    word: ['word', props.word],
    mailFrom: ['mail.from', mail.from],
    mailReminders: ['mail.reminders', mail.reminders?.map((before) => before.toHours({ integral: false }))],
    retentionDays: ['retention', props.retention?.toDays({ integral: false })],
    protect: ['protect', props.protect],
    upgradeStep: ['upgradeStep', props.upgradeStep],
    alarmEmail: ['alarmEmail', props.alarmEmail],
    logRetentionDays: ['logRetention', props.logRetention],
    hostDollarsPerHour: ['hosts.dollarsPerHour', hosts.dollarsPerHour],
  };
  const mapped = <T>(at: 0 | 1): Partial<Record<ContextKey, T>> =>
    Object.fromEntries(Object.entries(values).map(([key, pair]) => [key, pair[at]]));
  return readConfig(mapped(1), {
    title: `ElephantMeetings ${scope.node.path ? `${scope.node.path}/` : ''}${id}`,
    names: mapped<string>(0),
    unchecked: ['hostedZoneId', 'amiId', 'vpcId', 'subnetIds'],
  });
}

/** A placeholder without a VPC, so that the missing VPC is reported with all other faults. */
function subnetIdsOf({ vpc, subnets }: HostProps): readonly string[] | undefined {
  if (!vpc) return subnets && ['subnet-of-no-vpc'];
  return vpc.selectSubnets(subnets ?? { subnetType: SubnetType.PUBLIC }).subnetIds;
}
