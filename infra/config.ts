import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { z } from 'zod';
import type { HostKind } from '../steps/domain/host-kind.ts';
import { LONGEST_LEAD } from '../steps/domain/launch-lead.ts';
import { DEFAULT_TIMETABLE, mostLead, pollEvents, SWEEP_HORIZON, type Timetable } from '../steps/domain/timetable.ts';
import { LAUNCH_WAIT } from '../statemachine/retries.ts';
import { burstOf, pageRate } from './api-rates.ts';
import { CONTEXT, CONTEXT_KEYS, type Context, type ContextKey } from './context.ts';
import { defaultHostKind, HOST_KIND_SPECS, type ImageSource } from './host-kinds.ts';
import { JITSI, type JitsiDigests } from './jitsi-images.ts';
import { dollarsPerHour } from './prices.ts';
import { CALLS_A_DAY } from '../web/lib/poll-interval.ts';

/** The operator's settings with every default filled in. */
export interface Config extends Omit<
  Context,
  'timetable' | 'jitsiDigests' | 'rootDeviceName' | 'instanceTypes' | 'apiRate' | 'apiBurst' | 'removalPolicy'
> {
  readonly hostKind: HostKind;
  readonly jitsiDigests?: JitsiDigests | undefined;
  readonly hostUrl: string;
  readonly healthPath: string;
  readonly image: ImageSource;
  readonly instanceTypes: readonly string[];
  readonly volumeGiB: number;
  readonly rootDeviceName: string;
  readonly timetable: Timetable;
  readonly hostDollarsPerHour: number;
  readonly apiRate: number;
  readonly apiBurst: number;
  /** What is kept outlives its stack, but not a first deployment that failed. */
  readonly removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE | RemovalPolicy.DESTROY;
  readonly apiQuota: number;
}

/** Reports all faults of a configuration together. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly string[];
  constructor(source: string, faults: readonly string[]) {
    super(`${source} has ${faults.length} fault(s):\n- ${faults.join('\n- ')}`);
    this.faults = faults;
  }
}

/** Where the values come from. */
export interface Source {
  /** Subject of the error message. */
  readonly title: string;
  /** What the user calls a value, where that is not its context key. */
  readonly names: Partial<Record<ContextKey, string>>;
  /** Values of CDK objects. They may be tokens or the placeholders of a first synthesis, so their form is not checked. */
  readonly unchecked: readonly ContextKey[];
}

const CONTEXT_SOURCE: Source = {
  title: 'The configuration (-c key=value, or "context" in cdk.json)',
  names: {},
  unchecked: [],
};

/** What is wrong with one value: its key, with a path inside of it, and a message. */
type Fault = readonly [key: ContextKey, path: readonly PropertyKey[], message: string];

/**
 * Reads the configuration from an app's context, or from the props of a construct.
 * @param given values by context key; keys with `:` or `/` belong to the CDK
 * @throws ConfigurationError that names all faults
 */
export function readConfig(given: Readonly<Record<string, unknown>>, source: Source = CONTEXT_SOURCE): Config {
  const nameOf = (key: ContextKey): string => source.names[key] ?? key;
  const faults: Fault[] = [];
  const read: Record<string, unknown> = {};
  for (const key of CONTEXT_KEYS) {
    if (source.unchecked.includes(key) && given[key] !== undefined) {
      read[key] = given[key];
      continue;
    }
    const result = CONTEXT[key].safeParse(given[key]);
    if (result.success) read[key] = result.data;
    else faults.push(...result.error.issues.map(({ path, message }: z.core.$ZodIssue): Fault => [key, path, message]));
  }
  // Faulty values are absent here, so that contradictions between the others are reported as well.
  const config = withDefaults(read);
  faults.push(...contradictions(config, nameOf));
  const messages = [
    ...unknownKeys(given),
    ...faults.map(([key, path, message]) => `${[nameOf(key), ...path].join('.')}: ${message}`),
  ];
  if (messages.length > 0) throw new ConfigurationError(source.title, messages);
  return config as Config;
}

/** A configuration without its faulty values. */
type Partly<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

function withDefaults(read: Partly<Context>): Partly<Config> {
  const hostKind = read.hostKind ?? defaultHostKind(read.domain);
  const { timetable, ...others } = read;
  const spec = HOST_KIND_SPECS[hostKind];
  const instanceTypes = read.instanceTypes ?? spec.instanceTypes;
  const merged: Timetable = {
    ...DEFAULT_TIMETABLE,
    ...spec.timetable,
    ...(read.amiId === undefined && spec.slowBoot),
    launchSpread: spreadOf(read.maxInFlight ?? 0),
    ...leadOf(read.launchLead, timetable as Partial<Timetable> | undefined),
    ...(timetable as Partial<Timetable>),
  };
  const apiRate = read.apiRate ?? pageRate(read.maxInFlight ?? 0, merged);
  return {
    ...others,
    hostKind,
    jitsiDigests: digestsOf(read),
    image: read.image ?? (read.amiId === undefined ? spec.image : 'stock'),
    hostUrl: read.hostUrl ?? spec.hostUrl,
    healthPath: read.healthPath ?? spec.healthPath,
    instanceTypes,
    volumeGiB: read.volumeGiB ?? spec.volumeGiB,
    rootDeviceName: read.rootDeviceName ?? spec.rootDevice,
    timetable: timetable && merged,
    apiRate,
    apiBurst: read.apiBurst ?? burstOf(apiRate),
    hostDollarsPerHour: read.hostDollarsPerHour ?? dollarsPerHour(instanceTypes[0] ?? ''),
    removalPolicy:
      read.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    apiQuota: read.apiQuota ?? CALLS_A_DAY * (read.openPages ?? 1),
  };
}

/** The known digests are those of the default images. */
function digestsOf({ jitsiDigests, jitsiImages, jitsiVersion }: Partly<Context>): JitsiDigests | undefined {
  if (jitsiDigests !== undefined) return jitsiDigests === 'none' ? undefined : jitsiDigests;
  return jitsiImages === JITSI.images && jitsiVersion === JITSI.version ? JITSI.digests : undefined;
}

/** An explicit lead is fixed. Otherwise executions wake at the longest lead, and learn. */
function leadOf(lead: Context['launchLead'], timetable: Partial<Timetable> = {}): Partial<Timetable> {
  if (typeof lead === 'number') return { launchLead: lead * 60 };
  return lead === 'auto' || timetable.launchLead === undefined ? { longestLead: LONGEST_LEAD } : {};
}

/** EC2 launches about two hosts a second (RunInstances). Retries are sufficient for 100 hosts that launch together. */
const spreadOf = (maxInFlight: number): number => (maxInFlight > 100 ? Math.ceil(maxInFlight / 2) : 0);

/** Values that are valid alone and do not fit together. */
function contradictions(config: Partly<Config>, nameOf: (key: ContextKey) => string): Fault[] {
  const { hostKind = 'stand-in', hostRoles, instanceTypes, subnetIds, timetable } = config;
  const spec = HOST_KIND_SPECS[hostKind];
  const architectures = instanceTypes?.map(architectureOf);
  const kind = `hosts of kind ${hostKind}`;
  const all: [wrong: boolean | undefined, key: ContextKey, message: string, path?: readonly string[]][] = [
    [instanceTypes?.length === 0, 'instanceTypes', 'at least one'],
    [
      architectures && new Set(architectures).size > 1,
      'instanceTypes',
      'must all have the same architecture, because they share one image',
    ],
    [
      config.amiId === undefined && architectures?.includes('x86_64'),
      'instanceTypes',
      `must be arm64 (t4g, c7g ...) unless ${nameOf('amiId')} is set: the default image is for arm64`,
    ],
    [
      instanceTypes && instanceTypes.length > 0 && config.hostDollarsPerHour === undefined,
      'hostDollarsPerHour',
      `required: the price of ${instanceTypes?.[0] ?? ''} is not in the table`,
    ],
    [
      spec.imageParameter === undefined && config.amiId === undefined,
      'amiId',
      `required: ${kind} need an image that contains the service (nothing is installed at boot)`,
    ],
    [
      config.image === 'build' && spec.boot?.build === undefined,
      'image',
      `must be stock: ${kind} have no boot that prepares an image`,
    ],
    [
      config.image === 'build' && config.amiId !== undefined,
      'image',
      `must be stock with ${nameOf('amiId')}: a build starts from the stock image`,
    ],
    [
      config.protect && config.removalPolicy === RemovalPolicy.DESTROY,
      'protect',
      `must be false with ${nameOf('removalPolicy')} destroy: a protected table cannot be deleted`,
    ],
    [spec.names && config.hostedZoneId === undefined, 'hostedZoneId', `required: ${kind} get names in this zone`],
    [
      hostRoles && !spec.roles.some((roles) => roles === hostRoles.toSorted().join()),
      'hostRoles',
      `${kind} support ${spec.roles.join(' or ')}`,
    ],
    [
      config.maxInFlight !== undefined && hostRoles && config.maxInFlight < hostRoles.length,
      'maxInFlight',
      `at least ${hostRoles?.length ?? 1}: a meeting has that many hosts`,
    ],
    [spec.domainVariable !== undefined && config.domain === undefined, 'domain', `required for ${kind}`],
    [
      spec.domainVariable === undefined && config.domain !== undefined,
      'domain',
      `not supported: ${kind} use their public DNS names`,
    ],
    [
      config.oidcIssuer !== undefined && config.oidcClientId === undefined,
      'oidcClientId',
      `required with ${nameOf('oidcIssuer')}`,
    ],
    [
      config.organisers === 'cognito' && config.oidcIssuer !== undefined,
      'organisers',
      `must be absent with ${nameOf('oidcIssuer')}: organisers sign in at one issuer`,
    ],
    [
      config.organisers === 'cognito' && /aws|amazon|cognito/.test(config.deployment ?? ''),
      'deployment',
      'must not contain aws, amazon or cognito: Cognito does not allow them in the address of the sign-in pages',
    ],
    [
      config.organisers === 'cognito' && config.pages === false && !config.allowedOrigins?.some((one) => one !== '*'),
      'allowedOrigins',
      'must name the origin of your pages: people come back to it when they have signed in',
    ],
    [
      config.organisers === undefined && config.identityProviders && config.identityProviders.join() !== 'COGNITO',
      'identityProviders',
      `must be absent without ${nameOf('organisers')}=cognito`,
    ],
    [
      config.organisers === undefined && config.oidcIssuer === undefined && config.oidcOrganiserRole !== undefined,
      'oidcOrganiserRole',
      `must be absent without ${nameOf('organisers')}=cognito and ${nameOf('oidcIssuer')}`,
    ],
    ...(['oidcClientId', 'oidcAudience'] as const).map((key): (typeof all)[number] => [
      config.oidcIssuer === undefined && config[key] !== undefined,
      'oidcIssuer',
      `required with ${nameOf(key)}`,
    ]),
    [
      config.machineClients && new Set(config.machineClients).size < config.machineClients.length,
      'machineClients',
      'must have different names',
    ],
    [config.vpcId !== undefined && subnetIds?.length === 0, 'subnetIds', `required with ${nameOf('vpcId')}`],
    [config.vpcId === undefined && subnetIds && subnetIds.length > 0, 'vpcId', `required with ${nameOf('subnetIds')}`],
    [
      timetable && mostLead(timetable) + timetable.launchSpread > SWEEP_HORIZON,
      'timetable',
      `with launchSpread at most ${SWEEP_HORIZON}, as far as the sweep looks ahead`,
      ['launchLead'],
    ],
    [
      typeof config.launchLead === 'number' && timetable && timetable.launchLead !== config.launchLead * 60,
      'launchLead',
      'another than in timetable: set one of them',
    ],
    // The hard limit is 25,000 (Step Functions quotas); a meeting needs some events besides its polls.
    [
      timetable && pollEvents(timetable) > 20_000,
      'timetable',
      'too long: the polls would exceed the 25,000 events of an execution history',
      ['hostReadyWithin'],
    ],
    [
      timetable && timetable.launchWithin < LAUNCH_WAIT,
      'timetable',
      `at least ${LAUNCH_WAIT}: the safety nets must not end a meeting whose launch is still repeated`,
      ['launchWithin'],
    ],
    // One lost heartbeat must not make a room count as empty.
    [
      timetable && timetable.emptyGrace < 2 * timetable.presenceEvery,
      'timetable',
      'at least twice presenceEvery',
      ['emptyGrace'],
    ],
    ...(['healthPollEvery', 'presenceEvery', 'hostReadyWithin', 'attendanceWindow'] as const).map(
      (name): (typeof all)[number] => [timetable && timetable[name] < 1, 'timetable', 'at least 1 second', [name]],
    ),
  ];
  return all.flatMap(([wrong, key, message, path = []]) => (wrong ? [[key, path, message] as const] : []));
}

/** Graviton families have a `g` after their generation: t4g, c7gn, g5g. The exception is a1. */
const architectureOf = (type: string): 'arm64' | 'x86_64' =>
  /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) ? 'arm64' : 'x86_64';

/** The CDK ignores unknown keys, so a misspelled one would have no effect. */
const unknownKeys = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(given)
    .filter((key) => !/[:/]/.test(key) && !(key in CONTEXT))
    .map((key) => `${key}: unknown key; the keys are ${CONTEXT_KEYS.join(', ')}`);
