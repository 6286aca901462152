import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.cache');
const REQUIREMENTS = join(ROOT, 'test/deploy/requirements.txt');

/** The folder with the logs of the services. */
export const LOGS = join(CACHE, 'logs');

/**
 * Creates a Python environment with the pinned requirements, unless it exists.
 * @returns the path of its `bin` folder
 */
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

/** A command that ends the program when this process ends. */
const withParent = (program: string, args: readonly string[]): [string, string[]] => [
  'python3',
  [join(ROOT, 'test/deploy/run_with_parent.py'), program, ...args],
];

/** Runs a program and returns its output. @throws Error with the output when the exit code is not 0 */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(...withParent(program, args), {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${code}\n${output}`);
  return output;
}

/** A server process that runs until `end` is called or this process ends. */
export class Service {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #exit: string | undefined;

  constructor(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    mkdirSync(LOGS, { recursive: true });
    const log = openSync(join(LOGS, `${name}.log`), 'w');
    this.#name = name;
    this.#child = spawn(...withParent(program, args), {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.#exited = once(this.#child, 'exit').then(
      ([code, signal]: unknown[]) => (this.#exit = `exit ${String(code ?? signal)}`),
      (error: unknown) => (this.#exit = String(error)),
    );
  }

  /** Waits until the server responds to HTTP requests. */
  async ready(url: string): Promise<void> {
    await until(`${this.#name} responds`, 60, async () => {
      if (this.#exit !== undefined) throw new Error(`${this.#name}: ${this.#exit}; see ${LOGS}/${this.#name}.log`);
      return fetch(url).then(
        () => true,
        () => false,
      );
    });
  }

  /** Ends the process and its child processes. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }
}
