import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A local runtime (`npm start`) in a child process. It can be killed and started again with the same data. */
export class RuntimeProcess {
  readonly url: string;
  readonly #args: readonly string[];
  readonly #dataDir: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.#dataDir = mkdtempSync(join(tmpdir(), 'elephant-pages-'));
    this.#args = ['local/main.ts', '--port', String(port), '--data-dir', this.#dataDir, ...args];
    this.url = `http://localhost:${port}`;
  }

  static async start(...args: readonly string[]): Promise<RuntimeProcess> {
    const runtime = new RuntimeProcess(await freePort(), args);
    await runtime.start();
    return runtime;
  }

  /** Resolves when the runtime accepts requests. */
  async start(): Promise<void> {
    const child = spawn('node', ['--import', 'tsx', ...this.#args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the runtime ended with ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('elephant-meetings at')) resolve();
      });
    });
  }

  /** Sends SIGKILL: the process cannot clean up. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  async get(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}${path}`, { headers: { Accept: 'application/json' } });
    return (await response.json()) as Record<string, unknown>;
  }

  /** Epoch milliseconds of the runtime's clock. */
  async now(): Promise<number> {
    return Date.parse(String((await this.get('/health'))['now']));
  }

  /** Schedules a meeting this many minutes ahead of the runtime's clock. */
  async schedule(minutes: number): Promise<{ id: string; teacher_link: string; student_link: string }> {
    const body = {
      teacher_name: 'Ada Lovelace',
      student_name: 'Ben Carter',
      meet_time: new Date((await this.now()) + minutes * 60_000).toISOString(),
      frontend_base_url: `${this.url}/join`,
    };
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${this.url}/schedule`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { id: string; teacher_link: string; student_link: string };
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
