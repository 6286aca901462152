import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { roomSecrets } from '../../steps/domain/rooms.ts';
import { Authority, type KeyPair } from './authority.ts';
import { Guest } from './guest.ts';

export const ID = 'abcdefgh01234567';
export const DOMAIN = 'rooms.example';
export const NAME = `${ID}.${DOMAIN}`;
export const SECRET = 's'.repeat(48);
const INSTANCE = 'i-0123456789abcdef0';
const AGENT = new URL('../../infra/host/agent.py', import.meta.url).pathname;
const FAKES = new URL('fakes/', import.meta.url).pathname;

type Part = 'nginx' | 'prosody' | 'agent';

/** A Jitsi host on the loopback address: real nginx, Prosody and agent; what Debian does not have answers "healthy". */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'jitsi-host-'));
  readonly authority = new Authority(this.folder);
  /** What the API was told, as `event status`. */
  readonly told: string[] = [];
  /** What the API answers. */
  apiStatus = 204;
  /** What the bridge and the focus answer. */
  bridge = 200;
  focus = 200;
  readonly ports = { web: 0, prosody: 0, c2s: 0, around: 0 };
  readonly #processes = new Map<Part, ChildProcess>();
  #around: Server | undefined;

  async start({ keys, hardEnd = new Date(Date.now() + 3 * 3_600_000) }: { keys?: KeyPair; hardEnd?: Date } = {}) {
    for (const port of ['web', 'prosody', 'c2s'] as const) this.ports[port] = await freePort();
    this.#around = createServer((request, response) => {
      void this.#answer(request, hardEnd).then(([status, body]) => response.writeHead(status).end(body));
    }).listen(0, '127.0.0.1');
    await once(this.#around, 'listening');
    this.ports.around = (this.#around.address() as { port: number }).port;
    const tls = keys ?? this.authority.issue(`*.${DOMAIN}`, 2);
    const secrets = { [`this-one/hosts/${INSTANCE}`]: roomSecrets(SECRET, ID), 'arn:certificate': tls };
    writeFileSync(this.#file('secrets.json'), JSON.stringify(secrets));
    mkdirSync(this.#file('state'));
    await this.#prepare();
    this.startProsody();
    this.#startAgent();
    this.#startNginx();
    // Nobody is in the room: the first thing that the agent tells, once all of them answer.
    await until(() => this.told.length > 0 && readFileSync(this.#file('nginx.pid')).length > 0);
  }

  async stop(): Promise<void> {
    for (const part of this.#processes.keys()) await this.end(part);
    this.#around?.closeAllConnections();
    this.#around?.close();
  }

  /** Ends a part, and waits until it is gone. */
  async end(part: Part): Promise<void> {
    const child = this.#processes.get(part);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Somebody comes into a room. */
  join(nick: string, room = ID): Promise<Guest> {
    return Guest.join(`http://127.0.0.1:${this.ports.prosody}/http-bind`, `${room}@muc.meet.jitsi`, nick);
  }

  /** What `prepare` wrote. */
  prepared(name: string): string {
    return readFileSync(join(this.folder, 'state', name), 'utf8');
  }

  get shipped(): string {
    try {
      return readFileSync(this.#file('logs'), 'utf8');
    } catch {
      return '';
    }
  }

  startProsody(): void {
    const { prosody, c2s } = this.ports;
    mkdirSync(this.#file('prosody'), { recursive: true });
    writeFileSync(
      this.#file('prosody.cfg.lua'),
      `run_as_root = true; data_path = "${this.#file('prosody')}"; plugin_paths = { "${FAKES}" }
pidfile = "${this.#file('prosody.pid')}"; log = { error = "*console" }
modules_enabled = { "saslauth", "bosh", "websocket" }; modules_disabled = { "s2s", "posix" }
c2s_ports = { ${c2s} }; c2s_interfaces = { "127.0.0.1" }; c2s_require_encryption = false
http_ports = { ${prosody} }; http_interfaces = { "127.0.0.1" }; https_ports = {}; http_default_host = "meet.jitsi"
consider_bosh_secure = true; consider_websocket_secure = true
VirtualHost "meet.jitsi"
  authentication = "anonymous"
  main_muc = "muc.meet.jitsi"
  modules_enabled = { "muc_census" }
Component "muc.meet.jitsi" "muc"
  muc_room_locking = false
`,
    );
    this.#spawn('prosody', 'prosody', ['-F', '--config', this.#file('prosody.cfg.lua')]);
  }

  #startNginx(): void {
    const own = this.prepared('web/nginx-custom/agent.conf').replace('/agent/', `${this.folder}/`);
    const state = this.#file('state');
    writeFileSync(
      this.#file('nginx.conf'),
      `daemon off; pid ${this.#file('nginx.pid')}; error_log ${this.#file('nginx.log')}; worker_processes 1; user root;
events {} http {
  access_log ${this.#file('access.log')};
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${this.#file(kind)};`).join(' ')}
  server {
    listen 127.0.0.1:${this.ports.web} ssl;
    ssl_certificate ${state}/web/keys/cert.crt; ssl_certificate_key ${state}/web/keys/cert.key;
    ${own}
    location = /external_api.js { return 200 'x'; }
    location = /xmpp-websocket {
      proxy_http_version 1.1; proxy_set_header Connection upgrade; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Host meet.jitsi; proxy_pass http://127.0.0.1:${this.ports.prosody}/xmpp-websocket;
    }
    location / { return 404; }
  }
}
`,
    );
    this.#spawn('nginx', 'nginx', ['-c', this.#file('nginx.conf'), '-p', this.folder]);
  }

  async #prepare(): Promise<void> {
    const child = this.#python('prepare');
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`prepare: ${code}`);
  }

  #startAgent(): void {
    this.#processes.set('agent', this.#python('serve'));
  }

  #python(command: string): ChildProcess {
    const around = `http://127.0.0.1:${this.ports.around}`;
    return spawn('python3', [AGENT, command], {
      stdio: process.env['RIG'] ? 'inherit' : 'ignore',
      env: {
        PATH: `${this.#journal()}:${process.env['PATH']}`,
        PYTHONPATH: FAKES,
        PYTHONDONTWRITEBYTECODE: '1',
        SSL_CERT_FILE: this.authority.file,
        FAKE_SECRETS: this.#file('secrets.json'),
        FAKE_LOGS: this.#file('logs'),
        DOMAIN,
        HOST_SECRETS: 'this-one/hosts/',
        CERTIFICATE_SECRET: 'arn:certificate',
        LOG_GROUP: '/this-one/hosts',
        API_URL: `${around}/v1/`,
        IMAGES: 'ghcr.io/jitsi',
        IMAGE_VERSION: 'stable-11146-2',
        ELEPHANT_STATE: this.#file('state'),
        ELEPHANT_SOCKET: this.#file('agent.sock'),
        ELEPHANT_METADATA: `${around}/latest`,
        ELEPHANT_BRIDGE: `${around}/bridge`,
        ELEPHANT_FOCUS: `${around}/focus`,
        ELEPHANT_CENSUS: `http://127.0.0.1:${this.ports.prosody}/room-census`,
        ELEPHANT_WEB_PORT: String(this.ports.web),
        ELEPHANT_EVERY: '0.2',
        ELEPHANT_USER: String(process.getuid?.() ?? 0),
      },
    });
  }

  /** A journal of one line. */
  #journal(): string {
    const bin = this.#file('bin');
    mkdirSync(bin, { recursive: true });
    const line = JSON.stringify({
      __REALTIME_TIMESTAMP: '1796137200000000',
      CONTAINER_NAME: 'jvb',
      MESSAGE: 'started',
    });
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\necho '${line}'\n`, { mode: 0o755 });
    return bin;
  }

  /** The metadata service, the bridge, the focus and the API. */
  async #answer(request: IncomingMessage, hardEnd: Date): Promise<[status: number, body: string]> {
    const url = request.url ?? '';
    if (url === '/bridge') return [this.bridge, ''];
    if (url === '/focus') return [this.focus, ''];
    if (url === `/v1/meetings/${ID}/presence`) {
      const body = JSON.parse(await text(request)) as Record<string, string>;
      const right = body['role'] === 'host' && body['key'] === roomSecrets(SECRET, ID).host_key;
      this.told.push(right ? (body['event'] ?? '') : 'a wrong key');
      return [this.apiStatus, ''];
    }
    const metadata: Record<string, string> = {
      '/latest/api/token': 'token',
      '/latest/meta-data/tags/instance/elephant:meeting': ID,
      '/latest/meta-data/tags/instance/elephant:hard-end': `${hardEnd.toISOString().slice(0, 19)}Z`,
      '/latest/meta-data/public-ipv4': '192.0.2.1',
      '/latest/meta-data/instance-id': INSTANCE,
      '/latest/meta-data/placement/region': 'eu-west-1',
    };
    const allowed = request.method === 'PUT' || request.headers['x-aws-ec2-metadata-token'] === 'token';
    return allowed && metadata[url] !== undefined ? [200, metadata[url]] : [404, ''];
  }

  #spawn(part: Part, command: string, args: string[]): void {
    this.#processes.set(part, spawn(command, args, { stdio: process.env['RIG'] ? 'inherit' : 'ignore' }));
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}

/** Polls until it is so. A test that waits in vain ends by its own time-out. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  while (
    !(await Promise.resolve()
      .then(is)
      .catch(() => false))
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
