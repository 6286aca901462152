import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.cache');
const REQUIREMENTS = join(ROOT, 'test/deploy/requirements.txt');

/** Where logs of what was started are kept. */
export const LOGS = join(CACHE, 'logs');

/** The Python environment with the pinned emulators, made at first use; another list is another environment. */
export async function pythonEnvironment(): Promise<string> {
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `python-${key}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    mkdirSync(CACHE, { recursive: true });
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
    writeFileSync(complete, '');
  }
  return join(folder, 'bin');
}

/** Programs end with this process, however it ends. */
const leash = (program: string, args: readonly string[]): [string, string[]] => [
  'python3',
  [join(ROOT, 'test/deploy/leash.py'), program, ...args],
];

/** Runs a program to its end; what it said is the error's message when it fails. */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(...leash(program, args), {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${code}\n${said}`);
  return said;
}

/** A server that runs until it is told to end, or this process does. */
export class Service {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #ended: string | undefined;

  constructor(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    mkdirSync(LOGS, { recursive: true });
    const log = openSync(join(LOGS, `${name}.log`), 'w');
    this.#name = name;
    this.#child = spawn(...leash(program, args), {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.#gone = once(this.#child, 'exit').then(
      ([code, signal]: unknown[]) => (this.#ended = `exit ${String(code ?? signal)}`),
      (error: unknown) => (this.#ended = String(error)),
    );
  }

  /** Until it answers HTTP at all. */
  async answers(url: string): Promise<void> {
    await until(`${this.#name} answers`, 60, async () => {
      if (this.#ended !== undefined) throw new Error(`${this.#name}: ${this.#ended}; see ${LOGS}/${this.#name}.log`);
      return fetch(url).then(
        () => true,
        () => false,
      );
    });
  }

  /** With all that it started. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#gone;
  }
}

/** A port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Looks four times a second until there is something. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined | false | null>,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(250);
  }
}
