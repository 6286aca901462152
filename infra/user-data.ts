import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { HostKind } from '../steps/domain/host-kind.ts';

/** EC2 takes this many bytes, before base64. */
export const USER_DATA_LIMIT = 16_384;

/** Of cloud-init's modules, those that are used here. */
interface CloudConfig {
  /** While the machine boots, before anything that could hang. */
  readonly bootcmd: readonly (readonly string[])[];
  readonly package_update?: false;
  readonly package_upgrade?: false;
  readonly write_files?: readonly WrittenFile[];
  /** At the end of the first boot. */
  readonly runcmd?: readonly (readonly string[])[];
}

interface WrittenFile {
  readonly path: string;
  readonly content: string;
  readonly encoding?: 'gz+b64';
  readonly permissions: string;
}

const LIB = '/usr/local/lib/elephant';

/** Upgrades that Ubuntu starts by itself, some minutes after the boot. */
const UPGRADES = ['apt-daily.timer', 'apt-daily-upgrade.timer', 'apt-daily.service', 'apt-daily-upgrade.service'];

/**
 * What a host is told at launch, as a cloud-config (JSON is YAML). The same for all hosts of a
 * deployment and with nothing secret in it: whose meeting it is, a host reads from its tags.
 * @param deployment for kind jitsi: the variables of `deployment.env`; may have CDK's tokens in them
 */
export function userData(kind: HostKind, deployment: Readonly<Record<string, string>> = {}): string {
  const config: CloudConfig = {
    // The dead-man's switch comes first, whatever the host is for; a reboot must not arm it anew.
    bootcmd: [once('dead-man', 'bash', '-c', hostFile('dead-man.sh')), ...(kind === 'jitsi' ? [QUIET] : [])],
    ...(kind === 'jitsi' && jitsi(deployment)),
    ...(kind === 'stand-in' && {
      write_files: [packed('stand-in.sh', `${LIB}/stand-in.sh`)],
      runcmd: [['bash', `${LIB}/stand-in.sh`]],
    }),
  };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}

/**
 * Once for each instance: a reboot does not repeat it, and an image that was taken from a host of ours, with all that it
 * had done, is a new instance nevertheless.
 */
const once = (name: string, ...command: readonly string[]): string[] => [
  'cloud-init-per',
  'instance',
  `elephant-${name}`,
  ...command,
];

const QUIET = once('quiet', 'systemctl', 'mask', ...UPGRADES, 'unattended-upgrades.service');

const jitsi = (deployment: Readonly<Record<string, string>>): Omit<CloudConfig, 'bootcmd'> => ({
  package_update: false,
  package_upgrade: false,
  write_files: [
    { path: '/etc/elephant/deployment.env', content: assignments(deployment), permissions: '0644' },
    packed('jitsi.sh', `${LIB}/jitsi.sh`),
    packed('agent.py', `${LIB}/agent.py`),
    packed('jitsi-compose.yaml', `${LIB}/compose.yaml`),
    packed('elephant-agent.service', '/etc/systemd/system/elephant-agent.service'),
  ],
  runcmd: [['bash', `${LIB}/jitsi.sh`]],
});

/** For a shell and for systemd alike: values have neither spaces nor quotes. */
const assignments = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const packed = (file: string, path: string): WrittenFile => ({
  path,
  content: gzip(hostFile(file)).toString('base64'),
  encoding: 'gz+b64',
  permissions: '0644',
});

/** The same bytes on every system: gzip's header names the one that packed. */
function gzip(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

const hostFile = (name: string): string => readFileSync(new URL(`host/${name}`, import.meta.url), 'utf8');
