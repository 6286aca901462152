import type { HostKind } from '../steps/domain/host-kind.ts';
import { LONGEST_DURATION_MINUTES, type Timetable } from '../steps/domain/timetable.ts';

/** All that distinguishes the infrastructure of one kind of hosts. How steps treat it is in `steps/domain/host-kind.ts`. */
export interface HostKindSpec {
  /** Public SSM parameter with the latest image for arm64. Without one, `amiId` is required. */
  readonly imageParameter?: string;
  /** Root device of that image. */
  readonly rootDevice: string;
  /** Default of the setting `image`; `build` needs a boot that prepares a disk for an image. */
  readonly image: ImageSource;
  /** Default instance types, for arm64, in the order of preference. */
  readonly instanceTypes: readonly string[];
  /** Default size of the root volume, GiB. */
  readonly volumeGiB: number;
  /** Ports that are open to the internet. The port of `hostUrl` is added when it is not among them. */
  readonly ports: readonly Port[];
  /** Default address of a host, with `{host}` for its public DNS name. The health check uses it too. */
  readonly hostUrl: string;
  /** Default path below `hostUrl` that returns 200 when the host is ready. */
  readonly healthPath: string;
  /** Environment variable that carries `domain`. Without one, hosts have no domain: they use their public DNS names. */
  readonly domainVariable?: 'JITSI_DOMAIN' | 'AMI_DOMAIN';
  /** Each host gets a DNS name of its own below `domain`, in the hosted zone. */
  readonly names: boolean;
  /** Hosts use the certificate of `*.{domain}`, which a function issues and renews. */
  readonly certificate: boolean;
  /** Each host gets secrets of its own in Secrets Manager. */
  readonly secrets: boolean;
  /** The values of `hostRoles` that make sense. */
  readonly roles: readonly RoleSet[];
  /** What differs from the default timetable. */
  readonly timetable?: Partial<Timetable>;
  /** What differs besides, while no `amiId` makes the boot faster. */
  readonly slowBoot?: Partial<Timetable>;
  /** What the first boot installs. The dead-man's switch is part of every kind. */
  readonly boot?: Boot;
}

/** Where the images of hosts come from: the latest stock image or `amiId`, or a build of the deployment. */
export const IMAGE_SOURCES = ['stock', 'build'] as const;
export type ImageSource = (typeof IMAGE_SOURCES)[number];

interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Shown in the security group. */
  readonly why: string;
}

/** One host for all, or one for each person; sorted by name. */
type RoleSet = 'room' | 'student,teacher';
export const ROLE_SETS: readonly RoleSet[] = ['room', 'student,teacher'];

export interface Boot {
  /** Files of `infra/host/` with their paths on the host. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of the script that runs at the end of the first boot. */
  readonly script: string;
  /** What the hosts of builds have besides, and their own script. Without it, the kind has no builds of images. */
  readonly build?: Pick<Boot, 'files' | 'script'>;
  /** Whether Ubuntu's automatic upgrades are masked: they would restart services during a meeting. */
  readonly maskUpgrades?: boolean;
}

const MEDIUM_OR_LARGER = ['t4g.medium', 't4g.large', 'c7g.large'] as const;

/** Folder on the host. */
const LIB = '/usr/local/lib/elephant';
const inLib = (...files: readonly string[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file, `${LIB}/${file}`]));

/** The agent and its modules. */
const AGENT = ['agent', 'common', 'prepare', 'http_client', 'turn', 'health', 'presence', 'journal'].map(
  (name) => `${name}.py`,
);

const WEB = [
  { protocol: 'tcp', port: 80, why: 'redirect to https' },
  { protocol: 'tcp', port: 443, why: 'the room, and its health' },
] as const;

export const HOST_KIND_SPECS: Readonly<Record<HostKind, HostKindSpec>> = {
  'stand-in': {
    imageParameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    rootDevice: '/dev/xvda',
    image: 'stock',
    // The last one may be launched by accounts on the free plan; a stand-in needs no more.
    instanceTypes: [...MEDIUM_OR_LARGER, 't4g.micro'],
    volumeGiB: 8,
    ports: [{ protocol: 'tcp', port: 80, why: 'the stand-in page, and its health' }],
    hostUrl: 'http://{host}',
    healthPath: '/health',
    names: false,
    certificate: false,
    secrets: false,
    roles: ROLE_SETS,
    boot: { files: inLib('stand-in.sh'), script: `${LIB}/stand-in.sh` },
  },
  jitsi: {
    // Ubuntu 24.04 LTS; Canonical publishes the parameter (documentation.ubuntu.com/aws, "Find Ubuntu images").
    imageParameter: '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
    rootDevice: '/dev/sda1',
    image: 'build',
    instanceTypes: MEDIUM_OR_LARGER,
    volumeGiB: 20,
    ports: [
      ...WEB,
      { protocol: 'udp', port: 3_478, why: 'STUN, and TURN over UDP' },
      { protocol: 'udp', port: 10_000, why: 'audio and video of the Jitsi bridge' },
    ],
    hostUrl: 'http://{host}',
    healthPath: '/health',
    domainVariable: 'JITSI_DOMAIN',
    names: true,
    certificate: true,
    secrets: true,
    roles: ['room'],
    // The boot fetches packages and container images: five to ten minutes.
    slowBoot: { launchLead: 1200, hostReadyWithin: 900 },
    boot: {
      files: {
        ...inLib('jitsi.sh', 'install.sh', 'nginx.conf', 'turnserver.conf', ...AGENT),
        'jitsi-compose.yaml': `${LIB}/compose.yaml`,
        ...Object.fromEntries(
          ['agent', 'nginx', 'turn'].map((unit) => [
            `elephant-${unit}.service`,
            `/etc/systemd/system/elephant-${unit}.service`,
          ]),
        ),
      },
      script: `${LIB}/jitsi.sh`,
      build: { files: inLib('build.sh', 'trial.py'), script: `${LIB}/build.sh` },
      maskUpgrades: true,
    },
  },
  ami: {
    rootDevice: '/dev/xvda',
    image: 'stock',
    instanceTypes: MEDIUM_OR_LARGER,
    volumeGiB: 20,
    ports: WEB,
    hostUrl: 'http://{host}',
    healthPath: '/health',
    domainVariable: 'AMI_DOMAIN',
    names: false,
    certificate: false,
    secrets: false,
    roles: ROLE_SETS,
    // The room is in a tab of its own, and its host counts nobody. A phone may freeze the join page behind it for the whole
    // lesson.
    timetable: { frozenGrace: LONGEST_DURATION_MINUTES * 60 },
  },
};

export const defaultHostKind = (domain: string | undefined): HostKind => (domain === undefined ? 'stand-in' : 'jitsi');

/** A value of each kind as the reference shows it: `` 8 (`stand-in`), 20 (`jitsi`, `ami`) ``, or just the value if all agree. */
export function byKind(valueOf: (spec: HostKindSpec) => string | number): string {
  const kinds = Object.entries(HOST_KIND_SPECS).map(([kind, spec]) => ({ kind, value: valueOf(spec) }));
  const values = [...new Set(kinds.map(({ value }) => value))];
  const kindsOf = (value: string | number): string =>
    kinds.flatMap((each) => (each.value === value ? [`\`${each.kind}\``] : [])).join(', ');
  return values.length === 1 ? String(values[0]) : values.map((value) => `${value} (${kindsOf(value)})`).join(', ');
}
