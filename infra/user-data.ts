import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { HOST_BEHAVIOR, type HostKind } from '../steps/domain/host-kind.ts';
import { type Boot, HOST_KIND_SPECS, type HostKindSpec } from './host-kinds.ts';

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
  readonly permissions: string;
}

/** Ubuntu starts these some minutes after the boot. */
const UPGRADES = ['apt-daily.timer', 'apt-daily-upgrade.timer', 'apt-daily.service', 'apt-daily-upgrade.service'];

const DEAD_MAN_PATH = '/usr/local/lib/elephant/dead-man.sh';

/**
 * User data of a launch template, as a cloud-config (JSON is YAML). It is the same for all hosts of a deployment and has
 * no secrets; a host reads its meeting from its tags.
 * @param of the hosts of builds have further files, and another script at the end of their boot
 * @param deployment for kinds with an agent: the variables of `deployment.env`; values may be CDK tokens
 */
export function userData(
  kind: HostKind,
  deployment: Readonly<Record<string, string>> = {},
  of: 'meetings' | 'builds' = 'meetings',
): string {
  const { boot } = of === 'builds' ? withBuild(HOST_KIND_SPECS[kind]) : HOST_KIND_SPECS[kind];
  const config: CloudConfig = boot
    ? {
        bootcmd: [unpack(boot.files), DEAD_MAN, ...(boot.maskUpgrades ? [MASK_UPGRADES] : [])],
        ...(boot.maskUpgrades && { package_update: false, package_upgrade: false }),
        ...(HOST_BEHAVIOR[kind].health === 'agent' && { write_files: [deploymentEnv(deployment)] }),
        runcmd: [['bash', boot.script]],
      }
    : { bootcmd: [once('dead-man', 'bash', '-c', withoutComments(hostFile('dead-man.sh')))] };
  return `#cloud-config\n${JSON.stringify(config)}\n`;
}

const withBuild = ({ boot }: HostKindSpec): Pick<HostKindSpec, 'boot'> =>
  boot?.build ? { boot: { ...boot, ...boot.build, files: { ...boot.files, ...boot.build.files } } } : {};

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

/** The dead-man's switch comes first, for every kind. A reboot must not arm it again. */
const DEAD_MAN = once('dead-man', 'sh', '-c', `bash ${DEAD_MAN_PATH} || shutdown -P +15`);

const MASK_UPGRADES = once('quiet', 'systemctl', 'mask', ...UPGRADES, 'unattended-upgrades.service');

/** Read by a shell and by systemd: values have neither spaces nor quotes. */
const deploymentEnv = (values: Readonly<Record<string, string>>): WrittenFile => ({
  path: '/etc/elephant/deployment.env',
  content: Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
  permissions: '0644',
});

/** Every image with cloud-init has Python. The modules `write_files` and `runcmd` run later than `bootcmd`. */
const UNPACK = `import base64,json,pathlib,sys,zlib
for path,text in json.loads(zlib.decompress(base64.b85decode(sys.argv[1]))).items():
 path=pathlib.Path(sys.argv[2],path);path.parent.mkdir(parents=True,exist_ok=True);path.write_text(text)`;

/** All files are compressed together: one by one, those of a Jitsi host would exceed the size limit. */
function unpack(files: Boot['files']): string[] {
  const texts = Object.entries({ ...files, 'dead-man.sh': DEAD_MAN_PATH }).map(([name, path]) => [
    path.slice(1),
    withoutComments(hostFile(name)),
  ]);
  const archive = deflateSync(JSON.stringify(Object.fromEntries(texts)), { level: 9 });
  return once('files', 'python3', '-c', UNPACK, base85(archive), '/');
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** As `base64.b85decode` of Python reads it: five characters for four bytes, where base64 takes five and a third. */
function base85(bytes: Buffer): string {
  const padding = (4 - (bytes.length % 4)) % 4;
  const padded = Buffer.concat([bytes, Buffer.alloc(padding)]);
  let text = '';
  for (let at = 0; at < padded.length; at += 4) {
    let word = padded.readUInt32BE(at);
    let digits = '';
    for (let digit = 0; digit < 5; digit += 1) {
      digits = DIGITS[word % 85]! + digits;
      word = Math.floor(word / 85);
    }
    text += digits;
  }
  return text.slice(0, text.length - padding);
}

const HOST_FILES = fileURLToPath(new URL('host/', import.meta.url));
const hostFile = (name: string): string => readFileSync(`${HOST_FILES}${name}`, 'utf8');

/** Without lines that are only a comment or a docstring of Python: that saves a tenth of the user data. */
export const withoutComments = (text: string): string => text.replaceAll(/^[ \t]*(#.*|""".*""")\n/gm, '');
