import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { HOST_BEHAVIOR, type HostKind } from '../steps/domain/host-kind.ts';
import { type Boot, HOST_KIND_SPECS } from './host-kinds.ts';

/** EC2's limit, in bytes before base64. */
export const USER_DATA_LIMIT = 16_384;

/** The modules of cloud-init that are used here. */
interface CloudConfig {
  /** Runs early in the boot, before anything that could hang. */
  readonly bootcmd: readonly (readonly string[])[];
  readonly package_update?: false;
  readonly package_upgrade?: false;
  readonly write_files?: readonly WrittenFile[];
  /** Runs at the end of the first boot. */
  readonly runcmd?: readonly (readonly string[])[];
}

interface WrittenFile {
  readonly path: string;
  readonly content: string;
  readonly encoding?: 'gz+b64';
  readonly permissions: string;
}

/** Ubuntu starts these some minutes after the boot. */
const UPGRADES = ['apt-daily.timer', 'apt-daily-upgrade.timer', 'apt-daily.service', 'apt-daily-upgrade.service'];

/**
 * User data of a launch template, as a cloud-config (JSON is YAML). It is the same for all hosts of a deployment and has
 * no secrets; a host reads its meeting from its tags.
 * @param deployment for kinds with an agent: the variables of `deployment.env`; values may be CDK tokens
 */
export function userData(kind: HostKind, deployment: Readonly<Record<string, string>> = {}): string {
  const { boot } = HOST_KIND_SPECS[kind];
  const variables = HOST_BEHAVIOR[kind].health === 'agent' ? [deploymentEnv(deployment)] : [];
  const config: CloudConfig = {
    // The dead-man's switch comes first, for every kind. A reboot must not arm it again.
    bootcmd: [once('dead-man', 'bash', '-c', hostFile('dead-man.sh')), ...(boot?.maskUpgrades ? [MASK_UPGRADES] : [])],
    ...(boot && install(boot, variables)),
  };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}

/**
 * Runs once for each instance, not again after a reboot. An instance that starts from an image of one of our hosts has
 * another instance id, so it runs the command too.
 */
const once = (name: string, ...command: readonly string[]): string[] => [
  'cloud-init-per',
  'instance',
  `elephant-${name}`,
  ...command,
];

const MASK_UPGRADES = once('quiet', 'systemctl', 'mask', ...UPGRADES, 'unattended-upgrades.service');

const install = (boot: Boot, before: readonly WrittenFile[]): Omit<CloudConfig, 'bootcmd'> => ({
  ...(boot.maskUpgrades && { package_update: false, package_upgrade: false }),
  write_files: [...before, ...Object.entries(boot.files).map(([file, path]) => packed(file, path))],
  runcmd: [['bash', boot.script]],
});

/** Read by a shell and by systemd: values have neither spaces nor quotes. */
const deploymentEnv = (values: Readonly<Record<string, string>>): WrittenFile => ({
  path: '/etc/elephant/deployment.env',
  content: Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
  permissions: '0644',
});

const packed = (file: string, path: string): WrittenFile => ({
  path,
  content: gzip(hostFile(file)).toString('base64'),
  encoding: 'gz+b64',
  permissions: '0644',
});

/** Byte 9 of gzip's header names the operating system; a fixed value gives the same template everywhere. */
function gzip(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

const hostFile = (name: string): string => readFileSync(new URL(`host/${name}`, import.meta.url), 'utf8');
