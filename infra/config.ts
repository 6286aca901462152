import type { z } from 'zod';
import type { HostKind } from '../steps/domain/host-kind.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../steps/domain/timetable.ts';
import { CONTEXT, CONTEXT_KEYS, type Context } from './context.ts';
import { HOST_KIND_SPECS } from './host-kinds.ts';
import { dollarsPerHour } from './prices.ts';

/** All that an operator decided, with every default filled in. */
export interface Config extends Omit<Context, 'timetable' | 'rootDeviceName'> {
  readonly tableName: string;
  readonly hostKind: HostKind;
  readonly volumeGiB: number;
  readonly rootDeviceName: string;
  readonly timetable: Timetable;
  readonly hostDollarsPerHour: number;
}

/** Everything that is wrong with the configuration, in one message. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration (-c key=value, or "context" in cdk.json) has ${faults.length} fault(s):\n- ${faults.join('\n- ')}`,
    );
    this.faults = faults;
  }
}

/**
 * Reads the configuration from an app's context.
 * @param given all of the context; keys with `:` or `/` are the CDK's own
 * @throws ConfigurationError that names all faults
 */
export function readConfig(given: Readonly<Record<string, unknown>>): Config {
  const faults = unknownKeys(given);
  const read: Record<string, unknown> = {};
  for (const key of CONTEXT_KEYS) {
    const result = CONTEXT[key].safeParse(given[key]);
    if (result.success) read[key] = result.data;
    else faults.push(...result.error.issues.map((issue) => describeIssue(key, issue)));
  }
  // What is wrong by itself is left out here, so that what does not fit together is reported as well.
  const config = withDefaults(read);
  faults.push(...contradictions(config));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return config as Config;
}

/** Of a configuration with faults, whatever could be read. */
type Partly<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

function withDefaults(read: Partly<Context>): Partly<Config> {
  const hostKind = read.hostKind ?? (read.domain === undefined ? 'stand-in' : 'jitsi');
  const { timetable, ...others } = read;
  const spec = HOST_KIND_SPECS[hostKind];
  return {
    ...others,
    hostKind,
    volumeGiB: read.volumeGiB ?? spec.volumeGiB,
    rootDeviceName: read.rootDeviceName ?? spec.rootDevice,
    timetable:
      timetable &&
      ({ ...DEFAULT_TIMETABLE, ...(read.amiId === undefined && spec.timetable), ...timetable } as Timetable),
    hostDollarsPerHour: read.hostDollarsPerHour ?? dollarsPerHour(read.instanceTypes?.[0] ?? ''),
    tableName: read.tableName ?? read.deployment,
  };
}

/** Values that are right each by itself and wrong together. */
function contradictions(config: Partly<Config>): string[] {
  const { hostKind, instanceTypes, subnetIds, timetable } = config;
  const architectures = instanceTypes?.map(architectureOf);
  const faults: [boolean | undefined, string][] = [
    [instanceTypes?.length === 0, 'instanceTypes: at least one'],
    [
      architectures && new Set(architectures).size > 1,
      'instanceTypes: all of one architecture, as one image serves them all',
    ],
    [
      config.amiId === undefined && architectures?.includes('x86_64'),
      'instanceTypes: without amiId the image is for arm64 (t4g, c7g ...)',
    ],
    [
      instanceTypes && instanceTypes.length > 0 && config.hostDollarsPerHour === undefined,
      `hostDollarsPerHour: no price known for ${instanceTypes?.[0] ?? ''}, so say what it costs`,
    ],
    [
      hostKind && HOST_KIND_SPECS[hostKind].imageParameter === undefined && config.amiId === undefined,
      `amiId: hosts of kind ${hostKind} need an image that brings the service (nothing is installed at boot)`,
    ],
    [
      hostKind === 'jitsi' && config.hostedZoneId === undefined,
      'hostedZoneId: hosts of kind jitsi get names in the zone of the domain',
    ],
    [
      hostKind === 'jitsi' && config.hostRoles && config.hostRoles.join() !== 'room',
      'hostRoles: hosts of kind jitsi are rooms; one for each person is for kind ami',
    ],
    [hostKind && hostKind !== 'stand-in' && config.domain === undefined, `domain: hosts of kind ${hostKind} need one`],
    [
      hostKind === 'stand-in' && config.domain !== undefined,
      'domain: stand-in hosts answer under their own public names',
    ],
    [
      config.hostRoles && !['room', 'student,teacher'].includes(config.hostRoles.toSorted().join()),
      'hostRoles: room, or teacher and student',
    ],
    [config.vpcId !== undefined && subnetIds?.length === 0, 'subnetIds: needed with vpcId'],
    [config.vpcId === undefined && subnetIds && subnetIds.length > 0, 'vpcId: needed with subnetIds'],
    // One lost heartbeat must not empty a room.
    [
      timetable && timetable.emptyGrace < 2 * timetable.presenceEvery,
      'timetable.emptyGrace: at least twice presenceEvery',
    ],
    ...(['healthPollEvery', 'presenceEvery', 'hostReadyWithin', 'attendanceWindow'] as const).map(
      (name): [boolean | undefined, string] => [timetable && timetable[name] < 1, `timetable.${name}: at least 1`],
    ),
  ];
  return faults.filter(([wrong]) => wrong).map(([, fault]) => fault);
}

/** Graviton's families have a `g` after their generation: t4g, c7gn, g5g; and there is a1. */
const architectureOf = (type: string): 'arm64' | 'x86_64' =>
  /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) ? 'arm64' : 'x86_64';

/** A mistyped key would otherwise be a decision that silently does not count. */
const unknownKeys = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(given)
    .filter((key) => !/[:/]/.test(key) && !(key in CONTEXT))
    .map((key) => `${key}: no such key; there are ${CONTEXT_KEYS.join(', ')}`);

function describeIssue(key: string, issue: z.core.$ZodIssue): string {
  return `${[key, ...issue.path].join('.')}: ${issue.message}`;
}
