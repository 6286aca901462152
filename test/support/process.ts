import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The process of `npm start`, without npm as its parent, so that signals reach it. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly startedIn: number;

  readonly #printed: () => string;

  private constructor(child: ChildProcess, url: string, startedIn: number, printed: () => string) {
    this.#printed = printed;
    this.#child = child;
    this.url = url;
    this.startedIn = startedIn;
  }

  /** Resolves when the runtime listens. Rejects with the output when the process ends before. */
  static start(...args: string[]): Promise<RuntimeProcess> {
    return RuntimeProcess.startIn('.', ...args);
  }

  /** @param folder a checkout of the project */
  static async startIn(folder: string, ...args: string[]): Promise<RuntimeProcess> {
    const begun = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const listening = new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        printed += chunk.toString();
        const url = /elephant-meetings at (http:\S+?),?\s/.exec(printed)?.[1];
        if (url) resolve(url);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`exit ${code}: ${printed}`)));
    });
    return new RuntimeProcess(child, await listening, performance.now() - begun, () => printed);
  }

  /** All output so far. */
  get printed(): string {
    return this.#printed();
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
