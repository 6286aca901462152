import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** `npm start` without npm in between, so that a signal reaches it. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly startedIn: number;

  private constructor(child: ChildProcess, url: string, startedIn: number) {
    this.#child = child;
    this.url = url;
    this.startedIn = startedIn;
  }

  /** Answers once it listens; throws with what it said when it ends before. */
  static async start(...args: string[]): Promise<RuntimeProcess> {
    const begun = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const listening = new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        said += chunk.toString();
        const url = /elephant-meetings at (http:\S+?),?\s/.exec(said)?.[1];
        if (url) resolve(url);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`exit ${code}: ${said}`)));
    });
    return new RuntimeProcess(child, await listening, performance.now() - begun);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** kill -9, or in order. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
