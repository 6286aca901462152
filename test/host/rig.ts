import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { KeyPair } from '../../steps/domain/certificates.ts';
import { roomSecrets } from '../../steps/domain/rooms.ts';
import { freePorts, listen } from '../support/listen.ts';
import { ID } from '../support/meeting.ts';
import { until as untilTrue } from '../support/until.ts';
import { Authority } from './authority.ts';
import { Guest } from './guest.ts';
import { ADDRESSES, type Internet, PRIVATE_ADDRESS } from './internet.ts';
import { type Admits, FAKES, HOST_FILES, nginxConfig, prosodyConfig, webConfig } from './server-configs.ts';

export const DOMAIN = 'rooms.example';
export const NAME = `${ID}.${DOMAIN}`;
export const SECRET = 's'.repeat(48);
const INSTANCE = 'i-0123456789abcdef0';

/** `web` stands for the nginx of the web container. */
type ProcessName = 'nginx' | 'web' | 'turn' | 'prosody' | 'agent';

type Responder = (response: ServerResponse) => void;

/** Responses that break the protocol or never end. */
export const silence: Responder = () => undefined;
export const malformed: Responder = (response) => response.socket?.end('nonsense\r\n\r\n');
export const drip: Responder = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\nX-Drip: ');
  const timer = setInterval(() => socket?.write('x'), 300);
  socket?.on('close', () => clearInterval(timer)).on('error', () => undefined);
};
export const json =
  (body: unknown): Responder =>
  (response) =>
    response.end(JSON.stringify(body));

interface StartOptions {
  readonly keys?: KeyPair;
  readonly hardEnd?: Date;
  /** Seconds for which the agent serves the same health document. */
  readonly cache?: number;
  /** Seconds for which bridge and focus must report their health. */
  readonly firstCheck?: number;
  /** Runs in a network of its own, with the ports of a deployed host and without the agent. */
  readonly internet?: Internet;
  /** A host that tests an image, in this build. */
  readonly build?: string;
  /** The SDK cannot make a client of CloudWatch. */
  readonly brokenLogs?: boolean;
}

/**
 * A Jitsi host on the loopback address: real nginx, coturn, Prosody and agent; fakes of the bridge, the focus, AWS and the
 * API.
 * The environment variable RIG shows the output of the processes.
 */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'jitsi-host-'));
  readonly authority = new Authority(this.folder);
  /** Events that the API received. */
  readonly reported: string[] = [];
  /** Statuses that the fakes return. */
  apiStatus = 204;
  bridge = 200;
  focus = 200;
  /** Bridges that the focus knows. */
  bridges = 1;
  /** Responses instead of those of the API and of Prosody's census. */
  api: Responder | undefined;
  census: Responder | undefined;
  /** Requests that Prosody's census received. */
  counts = 0;
  /** What the agent wrote. */
  output = '';
  #entries = 0;
  readonly ports = { web: 0, page: 0, tls: 0, turn: 0, prosody: 0, c2s: 0, fakes: 0 };
  readonly #processes = new Map<ProcessName, ChildProcess>();
  #fakes: Server | undefined;
  #internet: Internet | undefined;

  async start(options: StartOptions = {}): Promise<void> {
    const { keys, hardEnd = new Date(Date.now() + 3 * 3_600_000), internet, brokenLogs = false, build } = options;
    this.#internet = internet;
    this.journal({ CONTAINER_NAME: 'jvb', MESSAGE: 'started' });
    this.brokenLogs = brokenLogs;
    const [web = 0, page = 0, tls = 0, turn = 0, prosody = 0, c2s = 0] = await freePorts(6);
    Object.assign(this.ports, { web, page, tls, turn, prosody, c2s });
    if (internet) Object.assign(this.ports, { web: 443, page: 8443, tls: 5349, turn: 3478 });
    this.#fakes = createServer((request, response) => {
      void this.#respond(request, hardEnd, build).then((result) => {
        if (typeof result === 'function') result(response);
        else response.writeHead(result[0]).end(result[1]);
      });
    });
    this.ports.fakes = await listen(this.#fakes);
    const certificate = keys ?? this.authority.issue(`*.${DOMAIN}`, 2);
    const secrets = { [`this-one/hosts/${INSTANCE}`]: roomSecrets(SECRET, ID), 'arn:certificate': certificate };
    writeFileSync(this.#file('secrets.json'), JSON.stringify(secrets));
    mkdirSync(this.#file('state'));
    await this.#prepare(build === undefined ? 'agent.py' : 'trial.py');
    this.startProsody();
    this.startTurn();
    this.#startWeb();
    this.#startNginx();
    await this.listening();
    if (internet) return;
    this.#startAgent(options);
    // The agent reports the empty room first.
    await until(() => build !== undefined || this.reported.length > 0);
  }

  async stop(): Promise<void> {
    for (const name of this.#processes.keys()) await this.stopProcess(name);
    this.#fakes?.closeAllConnections();
    this.#fakes?.close();
  }

  /** Waits until the process has exited. */
  async stopProcess(name: ProcessName): Promise<void> {
    const child = this.#processes.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  join(nick: string, room = ID): Promise<Guest> {
    return Guest.join(`http://127.0.0.1:${this.ports.prosody}/http-bind`, `${room}@muc.meet.jitsi`, nick);
  }

  /** A file that `prepare` wrote. */
  prepared(name: string): string {
    return readFileSync(join(this.folder, 'state', name), 'utf8');
  }

  /** The health document, from the agent itself. */
  async health(): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
    const [response] = (await once(get({ socketPath: this.#file('agent.sock') }), 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: JSON.parse(await text(response)) as Record<string, unknown> };
  }

  /** Stamps the end of a phase of the boot, like jitsi.sh. */
  stampPhase(phase: string, at: number): void {
    mkdirSync(this.#file('phases'), { recursive: true });
    writeFileSync(this.#file(`phases/${phase}`), '');
    utimesSync(this.#file(`phases/${phase}`), at, at);
  }

  hasPhase(phase: string): boolean {
    return existsSync(this.#file(`phases/${phase}`));
  }

  /** Messages that CloudWatch received. */
  get logs(): string[] {
    const file = this.#file('logs');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as string);
  }

  /** CloudWatch refuses every batch. */
  set refuseLogs(refuse: boolean) {
    this.#flag('logs.refuse', refuse);
  }

  /** CloudWatch has refused a batch. */
  get hasRefusedLogs(): boolean {
    return existsSync(this.#file('logs.refused'));
  }

  set brokenLogs(broken: boolean) {
    this.#flag('logs.broken', broken);
  }

  #flag(name: string, value: boolean): void {
    if (value) writeFileSync(this.#file(name), '');
    else rmSync(this.#file(name), { force: true });
  }

  /** Adds lines to the journal: entries, or text that is not JSON. */
  journal(...lines: readonly (string | Readonly<Record<string, unknown>>)[]): void {
    const texts = lines.map((line) => {
      this.#entries += 1;
      if (typeof line === 'string') return line;
      return JSON.stringify({
        __CURSOR: String(this.#entries),
        __REALTIME_TIMESTAMP: `${Date.now()}000`,
        ...line,
      });
    });
    appendFileSync(this.#file('journal'), texts.map((line) => `${line}\n`).join(''));
  }

  /** How often the agent started journalctl, and with which arguments. */
  get journalctlCalls(): string[] {
    return readFileSync(this.#file('journalctl-calls'), 'utf8').trim().split('\n');
  }

  admits: Admits = 'everybody';

  startProsody(): void {
    mkdirSync(this.#file('prosody'), { recursive: true });
    writeFileSync(
      this.#file('prosody.cfg.lua'),
      prosodyConfig(this.folder, this.ports, this.prepared('room.env'), this.admits),
    );
    this.#spawn('prosody', 'prosody', ['-F', '--config', this.#file('prosody.cfg.lua')]);
  }

  startTurn(): void {
    this.#spawn('turn', 'turnserver', ['-c', this.#file('state/turnserver.conf'), '-p', String(this.ports.turn)]);
  }

  #startNginx(): void {
    writeFileSync(this.#file('nginx.conf'), nginxConfig(this.folder, this.ports));
    this.#spawn('nginx', 'nginx', ['-c', this.#file('nginx.conf')]);
  }

  #startWeb(): void {
    const agentLocation = this.prepared('web/nginx-custom/agent.conf');
    writeFileSync(this.#file('web.conf'), webConfig(this.folder, this.ports, agentLocation));
    this.#spawn('web', 'nginx', ['-c', this.#file('web.conf'), '-p', this.folder]);
  }

  async #prepare(program: string): Promise<void> {
    const child = this.#python('prepare', {}, program);
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`prepare: ${code}`);
  }

  #startAgent(options: StartOptions): void {
    const agent = this.#python('serve', options);
    for (const stream of [agent.stdout, agent.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        this.output += part;
        if (process.env['RIG']) process.stderr.write(part);
      });
    this.#processes.set('agent', agent);
  }

  #python(command: string, { cache = 0, firstCheck = 0 }: StartOptions = {}, program = 'agent.py'): ChildProcess {
    const fakes = `http://127.0.0.1:${this.ports.fakes}`;
    return spawn('python3', [HOST_FILES + program, command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${this.#journalctlFolder()}:${process.env['PATH']}`,
        PYTHONPATH: FAKES,
        PYTHONDONTWRITEBYTECODE: '1',
        SSL_CERT_FILE: existsSync(this.#file('trusted.crt')) ? this.#file('trusted.crt') : this.authority.file,
        ELEPHANT_TRUSTED: this.#file('trusted.crt'),
        FAKE_SECRETS: this.#file('secrets.json'),
        FAKE_LOGS: this.#file('logs'),
        DOMAIN,
        HOST_SECRETS: 'this-one/hosts/',
        CERTIFICATE_SECRET: 'arn:certificate',
        LOG_GROUP: '/this-one/hosts',
        API_URL: `${fakes}/v1/`,
        IMAGES: 'ghcr.io/jitsi',
        IMAGE_VERSION: 'stable-11146-2',
        ELEPHANT_STATE: this.#file('state'),
        ELEPHANT_PHASES: this.#file('phases'),
        ELEPHANT_SOCKET: this.#file('agent.sock'),
        ELEPHANT_METADATA: `${fakes}/latest`,
        ELEPHANT_BRIDGE: `${fakes}/bridge`,
        ELEPHANT_FOCUS: `${fakes}/focus`,
        ELEPHANT_FOCUS_STATS: `${fakes}/stats`,
        ELEPHANT_FIRST_CHECK: String(firstCheck),
        ELEPHANT_CENSUS: `${fakes}/room-census`,
        ELEPHANT_CACHE: String(cache),
        ELEPHANT_WEB_PORT: String(this.ports.web),
        ELEPHANT_EVERY: '0.2',
        ELEPHANT_USER: String(process.getuid?.() ?? 0),
      },
    });
  }

  /** A folder with a fake `journalctl` that prints the journal after the cursor, and ends. */
  #journalctlFolder(): string {
    const bin = this.#file('bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'update-ca-certificates'), '#!/bin/sh\n', { mode: 0o755 });
    const script = `#!/bin/sh
echo "$*" >>'${this.#file('journalctl-calls')}'
after=0
for argument; do case $argument in --after-cursor=*) after=\${argument#*=} ;; esac; done
exec tail -n "+$((after + 1))" '${this.#file('journal')}'
`;
    writeFileSync(join(bin, 'journalctl'), script, { mode: 0o755 });
    return bin;
  }

  async #forwardCensus(): Promise<[status: number, body: string] | Responder> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.ports.prosody}/room-census`);
      return [response.status, await response.text()];
    } catch {
      return (response) => response.destroy();
    }
  }

  /** The metadata service, the bridge, the focus, the census and the API. */
  async #respond(
    request: IncomingMessage,
    hardEnd: Date,
    build?: string,
  ): Promise<[status: number, body: string] | Responder> {
    const url = request.url ?? '';
    if (url === '/room-census') {
      this.counts += 1;
      return this.census ?? this.#forwardCensus();
    }
    if (url === '/bridge') return [this.bridge, ''];
    if (url === '/focus') return [this.focus, ''];
    if (url === '/stats') return [200, JSON.stringify({ bridge_selector: { operational_bridge_count: this.bridges } })];
    if (url === `/v1/meetings/${ID}/host-presence`) {
      const body = JSON.parse(await text(request)) as Record<string, string>;
      const key = roomSecrets(SECRET, ID).host_key;
      const authentic = body['key'] === undefined && request.headers['x-link-key'] === key;
      this.reported.push(authentic ? (body['event'] ?? '') : 'wrong key');
      return this.api ?? [this.apiStatus, ''];
    }
    const metadata: Record<string, string> = {
      '/latest/api/token': 'token',
      [`/latest/meta-data/tags/instance/elephant:${build === undefined ? 'meeting' : 'build'}`]: build ?? ID,
      '/latest/meta-data/tags/instance/elephant:hard-end': `${hardEnd.toISOString().slice(0, 19)}Z`,
      '/latest/meta-data/public-ipv4': ADDRESSES.host,
      '/latest/meta-data/local-ipv4': this.#internet ? PRIVATE_ADDRESS : '127.0.0.1',
      '/latest/meta-data/instance-id': INSTANCE,
      '/latest/meta-data/placement/region': 'eu-west-1',
    };
    const allowed = request.method === 'PUT' || request.headers['x-aws-ec2-metadata-token'] === 'token';
    return allowed && metadata[url] !== undefined ? [200, metadata[url]] : [404, ''];
  }

  #spawn(name: ProcessName, command: string, args: string[]): void {
    const [program = '', ...all] = this.#inside(command, ...args);
    this.#processes.set(name, spawn(program, all, { stdio: process.env['RIG'] ? 'inherit' : 'ignore' }));
  }

  #inside(...command: readonly string[]): readonly string[] {
    return this.#internet?.command('host', ...command) ?? command;
  }

  /** Resolves when all servers listen. */
  listening(): Promise<void> {
    return until(() => this.#areListening());
  }

  #areListening(): boolean {
    const [program = '', ...args] = this.#inside('ss', '-ltnH');
    const sockets = execFileSync(program, args, { encoding: 'utf8' });
    return ['web', 'page', 'tls', 'turn', 'prosody'].every((name) =>
      sockets.includes(`:${this.ports[name as keyof typeof this.ports]} `),
    );
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}

const UNTIL_SECONDS = 30;

/** Polls a process of the rig. A condition that throws is not met yet. @throws Error after 30 seconds */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const isMet = async (): Promise<boolean> => {
    try {
      return await condition();
    } catch {
      return false;
    }
  };
  await untilTrue(String(condition), UNTIL_SECONDS, isMet);
}
