import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bodyOf, type Client, createClient, type Link } from '../../../client/client.ts';
import type { MeetingDetails, Receipt } from '../../../steps/api/http/response-schemas.ts';
import { freePorts } from '../../support/listen.ts';
import { until } from '../../support/until.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** `npm start` in its own process, which can be killed and started again with the same data directory. */
export class RuntimeProcess {
  /** Of organisers' pages and the API. */
  readonly url: string;
  readonly joinUrl: string;
  readonly #args: readonly string[];
  readonly #api: Client;
  readonly #dataDir: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.#dataDir = mkdtempSync(join(tmpdir(), 'elephant-pages-'));
    this.#args = ['local/main.ts', '--port', String(port), '--data-dir', this.#dataDir, ...args];
    this.url = `http://localhost:${port}`;
    this.joinUrl = `http://localhost:${port + 1}/join`;
    this.#api = createClient({ base: this.url });
  }

  static async start(...args: readonly string[]): Promise<RuntimeProcess> {
    const runtime = new RuntimeProcess((await freePorts(3))[0]!, args);
    await runtime.start();
    return runtime;
  }

  /** Resolves once the runtime listens. */
  async start(): Promise<void> {
    const child = spawn('node', ['--import', 'tsx', ...this.#args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the runtime exited with ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('elephant-meetings at')) resolve();
      });
    });
  }

  /** SIGKILL. */
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

  async meeting(id: string): Promise<MeetingDetails> {
    return bodyOf(await this.#api.getMeeting(id));
  }

  /** The address of the room for a personal link, once the room is open. */
  openRoom(link: Link): Promise<string> {
    return until('the room opens', 80, async () => {
      const response = await this.#api.join(link);
      return response.ok && response.status === 200 && response.body.room_url;
    });
  }

  /** Ends the meeting with the teacher's link. */
  async end(link: Link): Promise<void> {
    await this.#api.endMeeting(link);
  }

  /** Milliseconds since 1970 on the runtime's clock. */
  async now(): Promise<number> {
    return Date.parse(bodyOf(await this.#api.health()).now);
  }

  /** @param minutes until the meeting time, by the runtime's clock */
  async schedule(minutes: number, durationMinutes?: number): Promise<Receipt> {
    const response = await this.#api.schedule({
      teacher_name: 'Ada Lovelace',
      student_name: 'Ben Carter',
      meet_time: new Date((await this.now()) + minutes * 60_000).toISOString(),
      ...(durationMinutes !== undefined && { duration_minutes: durationMinutes }),
      frontend_base_url: this.joinUrl,
    });
    return bodyOf(response);
  }
}
