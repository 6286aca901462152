import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { roomSecrets } from '../../steps/domain/rooms.ts';
import { listen } from '../support/listen.ts';
import { ID } from '../support/meeting.ts';

const HOST_FILES = new URL('../../infra/host/', import.meta.url).pathname;
const FAKES = new URL('fakes/', import.meta.url).pathname;
const BUILD = 'build00000000001';
const SECRETS = {
  'this-one/hosts/i-1': roomSecrets('s'.repeat(48), ID),
  'arn:certificate': { certificate: 'CERT', private_key: 'KEY' },
};
const DIGEST = `@sha256:${'0'.repeat(64)}`;
const ENVIRONMENT =
  'DOMAIN=rooms.example\nHOST_SECRETS=this-one/hosts/\nCERTIFICATE_SECRET=arn:certificate\nIMAGES=ghcr.io/jitsi\nIMAGE_VERSION=stable-1\n';

/** Commands of a host. Packages and container images are files in the tree. */
const COMMANDS: Readonly<Record<string, string>> = {
  systemctl: '',
  shutdown: '',
  sleep: '',
  snap: '',
  turnserver: '',
  sync: '',
  chown: '',
  'update-ca-certificates': '',
  'apt-get':
    'case "$*" in *" install "*) mkdir -p "$ROOT/usr/lib/nginx/modules"; touch "$ROOT/installed" "$ROOT/usr/lib/nginx/modules/ngx_stream_module.so";; esac',
  'cloud-init': 'test "$1" = clean && rm -rf "$ROOT/var/lib/cloud" "$ROOT/etc/machine-id"',
  curl: 'case "$*" in *api/token*) echo token;; *elephant:hard-end*) echo "$HARD_END";; esac',
  'dpkg-query': 'echo "coturn 4.6.1"',
  docker: `images="$ROOT/var/lib/docker/images"
case "$1 $2" in
  'compose version') test -e "$ROOT/installed" ;;
  'image inspect') test -e "$images/\${3//\\//_}" ;;
  'image ls') for image in "$images"/*; do echo "$(basename "$image")@sha256:1"; done ;;
  'pull --quiet') mkdir -p "$images" && touch "$images/\${3//\\//_}" ;;
  'compose --project-name') for part in web prosody jicofo jvb; do digest="\${part^^}_DIGEST"; test -e "$images/ghcr.io_jitsi_$part:stable-1\${!digest-}" || exit 1; done ;;
esac`,
};

/** A disk, and the machine that boots from it. */
class Disk {
  readonly root: string;
  readonly #bin = mkdtempSync(join(tmpdir(), 'commands-'));
  calls: string[] = [];

  constructor(from?: Disk) {
    this.root = mkdtempSync(join(tmpdir(), 'disk-'));
    if (from) cpSync(from.root, this.root, { recursive: true });
  }

  /** The first boot of an instance: cloud-init writes the files of the user data, and runs its scripts. */
  async boot(role: 'install' | 'test' | 'room', metadata: string, pinned = ''): Promise<string> {
    const { boot } = HOST_KIND_SPECS.jitsi;
    const ofBuild = role !== 'room';
    const files = { ...boot!.files, ...(ofBuild && boot!.build!.files) };
    for (const [name, path] of Object.entries(files)) this.write(path, readFileSync(HOST_FILES + name, 'utf8'));
    this.write('/etc/elephant/deployment.env', ENVIRONMENT + pinned);
    this.write('/etc/machine-id', 'machine');
    this.write('/var/lib/cloud/instance', 'instance');
    this.write('/etc/ssh/ssh_host_ed25519_key', 'PRIVATE KEY');
    this.write('/var/log/journal/entries', 'entries');
    const record = join(this.#bin, 'calls');
    writeFileSync(record, '');
    for (const [name, body] of Object.entries(COMMANDS)) {
      writeFileSync(join(this.#bin, name), `#!/bin/bash\necho "${name} $*" >>'${record}'\n${body}\n`);
      chmodSync(join(this.#bin, name), 0o755);
    }
    writeFileSync(join(this.#bin, 'secrets.json'), JSON.stringify(SECRETS));
    const env = {
      PATH: `${this.#bin}:/usr/bin:/bin`,
      ROOT: this.root,
      HARD_END: '2099-12-01T17:00:00Z',
      PYTHONPATH: FAKES,
      PYTHONDONTWRITEBYTECODE: '1',
      FAKE_SECRETS: join(this.#bin, 'secrets.json'),
      ELEPHANT_METADATA: metadata,
      ELEPHANT_STATE: join(this.root, 'var/lib/elephant'),
      ELEPHANT_TRUSTED: join(this.root, 'trusted.crt'),
      ELEPHANT_USER: String(process.getuid?.() ?? 0),
    };
    const script = this.path(ofBuild ? boot!.build!.script : boot!.script);
    try {
      await run('bash', ['-c', readFileSync(`${HOST_FILES}dead-man.sh`, 'utf8')], { env });
      return (await run('bash', [script], { env, timeout: 30_000 })).stdout;
    } finally {
      this.calls = readFileSync(record, 'utf8').trim().split('\n');
    }
  }

  path(name: string): string {
    return join(this.root, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** All files with this in their names. */
  files(part: string): string[] {
    return (readdirSync(this.root, { recursive: true }) as string[]).filter((name) => name.includes(part));
  }

  get downloads(): string[] {
    return this.calls.filter((call) => /^(apt-get|docker pull)/.test(call));
  }
}

const run = promisify(execFile);

describe('the disk of an image', () => {
  let metadata: string;
  let server: Server;
  const tags: Record<string, string> = {};

  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const known: Record<string, string | undefined> = {
        '/latest/api/token': 'token',
        '/latest/meta-data/public-ipv4': '192.0.2.1',
        '/latest/meta-data/local-ipv4': '10.0.0.1',
        '/latest/meta-data/instance-id': 'i-1',
        '/latest/meta-data/placement/region': 'eu-west-1',
        ...Object.fromEntries(
          Object.entries(tags).map(([key, tag]) => [`/latest/meta-data/tags/instance/elephant:${key}`, tag]),
        ),
      };
      response.writeHead(known[url] === undefined ? 404 : 200).end(known[url] ?? '');
    });
    metadata = `http://127.0.0.1:${await listen(server)}/latest`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    for (const key of Object.keys(tags)) delete tags[key];
    Object.assign(tags, { 'hard-end': '2099-12-01T17:00:00Z' });
  });

  const boot = (disk: Disk, role: 'install' | 'test' | 'room', pinned = ''): Promise<string> => {
    Object.assign(tags, { role, ...(role === 'room' ? { meeting: ID } : { build: BUILD }) });
    return disk.boot(role, metadata, pinned);
  };
  const installed = async (): Promise<Disk> => {
    const disk = new Disk();
    await boot(disk, 'install');
    return disk;
  };

  it('has everything installed, and nothing that belongs to one host', async () => {
    const disk = await installed();
    expect(disk.downloads.filter((call) => call.startsWith('docker'))).toHaveLength(4);
    expect(disk.files('ghcr.io_jitsi_')).toHaveLength(4);
    expect(disk.calls.at(-1)).toBe('systemctl poweroff');
    expect(disk.files('elephant-hard-end')).toEqual([]);
    for (const gone of ['var/lib/elephant', 'etc/elephant', 'etc/machine-id', 'var/lib/cloud', 'var/log/journal'])
      expect(existsSync(disk.path(gone))).toBe(false);
    for (const secret of ['room.env', 'cert.', 'ssh_host', '.key']) expect(disk.files(secret)).toEqual([]);
    // The timer that is loaded ends the host, should it not power off.
    expect(disk.calls.filter((call) => /^systemctl (disable|stop) elephant/.test(call))).toEqual([]);
  });

  it('has a record of its container images and packages, which the test host writes to its log', async () => {
    const disk = await installed();
    expect(disk.read('usr/local/lib/elephant/contents').trim().split('\n')).toEqual([
      ...['jicofo', 'jvb', 'prosody', 'web'].map((part) => `ghcr.io_jitsi_${part}:stable-1@sha256:1`),
      'coturn 4.6.1',
    ]);
    expect(await boot(new Disk(disk), 'test')).toContain('ghcr.io_jitsi_jvb:stable-1@sha256:1\n');
  });

  it('is made of the pinned images and packages, and of no others', async () => {
    const parts = ['WEB', 'PROSODY', 'JICOFO', 'JVB'];
    const pinned = `${parts.map((part) => `${part}_DIGEST=${DIGEST}\n`).join('')}SNAPSHOT=20261101T000000Z\n`;
    const disk = new Disk();
    await boot(disk, 'install', pinned);
    const pulls = disk.downloads.filter((call) => call.startsWith('docker'));
    expect(pulls).toHaveLength(4);
    for (const pull of pulls) expect(pull).toMatch(new RegExp(`stable-1${DIGEST}$`));
    const apt = disk.calls.filter((call) => /^apt-get .*(update|install)/.test(call));
    expect(apt).toHaveLength(2);
    for (const call of apt) expect(call).toContain('-o APT::Snapshot=20261101T000000Z ');
    const host = new Disk(disk);
    await boot(host, 'room', pinned);
    expect(host.downloads).toEqual([]);
    expect(host.calls.some((call) => call.startsWith('docker compose --project-name room'))).toBe(true);
  });

  it('is not complete, and does not power off, when something cannot be installed', async () => {
    const disk = new Disk();
    disk.write('/var/lib/docker/images', 'a file, so that no image can be stored');
    await expect(boot(disk, 'install')).rejects.toThrow();
    expect(disk.calls).not.toContain('systemctl poweroff');
    expect(disk.files('elephant-hard-end.timer')).not.toEqual([]);
  });

  it('starts a host of a meeting without downloads, with its own timer and secrets', async () => {
    const host = new Disk(await installed());
    await boot(host, 'room');
    expect(host.downloads).toEqual([]);
    expect(host.read('etc/systemd/system/elephant-hard-end.timer')).toContain('2099-12-01 17:00:00 UTC');
    expect(host.read('var/lib/elephant/room.env')).toContain(`PUBLIC_URL=https://${ID}.rooms.example\n`);
    expect(host.read('var/lib/elephant/room.env')).toContain(SECRETS['this-one/hosts/i-1'].room_secret);
    expect(host.calls.some((call) => call.startsWith('docker compose --project-name room'))).toBe(true);
  });

  it('starts a test host, which reads no secrets and has a certificate of its own', async () => {
    const host = new Disk(await installed());
    await boot(host, 'test');
    expect(host.downloads).toEqual([]);
    expect(host.read('var/lib/elephant/room.env')).toContain(`PUBLIC_URL=https://${BUILD}.rooms.example\n`);
    expect(host.read('var/lib/elephant/room.env')).toContain(`JWT_APP_SECRET=${BUILD}\n`);
    expect(host.read('var/lib/elephant/web/keys/cert.crt')).toContain('BEGIN CERTIFICATE');
    expect(host.read('trusted.crt')).toBe(host.read('var/lib/elephant/web/keys/cert.crt'));
    expect(host.read('etc/systemd/system/elephant-hard-end.timer')).toContain('2099-12-01 17:00:00 UTC');
  });

  it('fails the test when a container image is missing, and downloads nothing', async () => {
    const host = new Disk(await installed());
    rmSync(host.path('var/lib/docker/images/ghcr.io_jitsi_jvb:stable-1'));
    await expect(boot(host, 'test')).rejects.toThrow();
    expect(host.downloads).toEqual([]);
  });

  it('installs what is missing on the host of a meeting', async () => {
    const host = new Disk();
    await boot(host, 'room');
    expect(host.downloads.length).toBeGreaterThan(4);
    expect(host.calls.some((call) => call.startsWith('docker compose --project-name room'))).toBe(true);
  });
});
