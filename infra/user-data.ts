import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
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
    bootcmd: [
      once('dead-man', 'bash', '-c', withoutComments(hostFile('dead-man.sh'))),
      ...(boot?.maskUpgrades ? [MASK_UPGRADES] : []),
    ],
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
  write_files: [...before, archive(boot.files)],
  runcmd: [
    // cloud-init needs Python, so every image has it; small images have no tar.
    ['python3', '-m', 'tarfile', '-e', ARCHIVE, '/'],
    ['bash', boot.script],
  ],
});

/** Read by a shell and by systemd: values have neither spaces nor quotes. */
const deploymentEnv = (values: Readonly<Record<string, string>>): WrittenFile => ({
  path: '/etc/elephant/deployment.env',
  content: Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
  permissions: '0644',
});

const ARCHIVE = '/var/lib/elephant-boot.tar';

/** One archive: compressed file by file, the files of a Jitsi host would exceed the size limit. */
function archive(files: Boot['files']): WrittenFile {
  const tar = create(
    {
      sync: true,
      cwd: HOST_FILES,
      // The rest gives the same archive on every machine.
      portable: true,
      mtime: new Date(0),
      onWriteEntry: (entry) => {
        entry.path = (files[entry.path] ?? '').slice(1);
        if (entry.stat) entry.stat.mode = 0o644;
      },
    },
    Object.keys(files),
  ).read();
  if (!tar) throw new Error('the archive of the boot files is empty');
  return { path: ARCHIVE, content: gzip(tar).toString('base64'), encoding: 'gz+b64', permissions: '0600' };
}

/** Byte 9 of gzip's header names the operating system; a fixed value gives the same template everywhere. */
function gzip(content: Buffer): Buffer {
  const bytes = gzipSync(content, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

const HOST_FILES = fileURLToPath(new URL('host/', import.meta.url));
const hostFile = (name: string): string => readFileSync(`${HOST_FILES}${name}`, 'utf8');

/** Without lines that are only a comment. */
export const withoutComments = (text: string): string => text.replaceAll(/^[ \t]*#.*\n/gm, '');
