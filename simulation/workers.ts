import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { type Block, type BlockResult, blocksOf, merged, type RunOptions, type RunResult } from './run.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** In the folder of builds, which is one level below the project as `infra/` is. A file for each run. */
const BUNDLE = fileURLToPath(new URL(`../dist/simulation-worker-${process.pid}.mjs`, import.meta.url));
/** Most objects live for one request: a larger young generation needs fewer collections. In megabytes. */
const WORKER_OPTIONS = ['--max-semi-space-size=32'];

/** What a worker receives: one block of a run. */
export interface Job {
  readonly options: Omit<RunOptions, 'progress' | 'between'>;
  readonly block: Block;
}

/** The result, and the time of a core that the workers used for it. */
export interface TimedResult {
  readonly result: RunResult;
  readonly coreSeconds: number;
}

/** What a worker sends: the number of meetings that it has checked since the last message, then the result. */
export type WorkerMessage =
  { readonly checked: number } | { readonly result: BlockResult; readonly coreSeconds: number };

/**
 * Runs the blocks in other processes. The result is the same for any number of them. They run a bundle: the loader of
 * TypeScript gives each closure a name when it is created, which makes a run slower by half.
 */
export async function runInWorkers(options: RunOptions, workers: number): Promise<TimedResult> {
  buildSync({
    entryPoints: [WORKER],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
  });
  try {
    return await runBlocks(options, workers);
  } finally {
    rmSync(BUNDLE, { force: true });
  }
}

async function runBlocks(options: RunOptions, workers: number): Promise<TimedResult> {
  const blocks = blocksOf(options);
  const count = Math.min(workers, blocks.length);
  const { progress, between: _between, ...rest } = options;
  const results: BlockResult[] = [];
  let coreSeconds = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    const child = fork(BUNDLE, { serialization: 'advanced', execArgv: WORKER_OPTIONS });
    try {
      for (let index = next++; index < blocks.length; index = next++) {
        const done = await runJob(child, { options: rest, block: blocks[index]! }, progress);
        results[index] = done.result;
        coreSeconds += done.coreSeconds;
      }
    } finally {
      child.disconnect();
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  return { result: merged(options, results), coreSeconds };
}

type Done = Exclude<WorkerMessage, { readonly checked: number }>;

function runJob(child: ChildProcess, job: Job, progress: RunOptions['progress']): Promise<Done> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a worker ended with code ${code}`));
    child.once('exit', onExit);
    const onMessage = (message: WorkerMessage): void => {
      if ('checked' in message) return progress?.(message.checked);
      child.off('exit', onExit);
      child.off('message', onMessage);
      resolve(message);
    };
    child.on('message', onMessage);
    child.send(job);
  });
}
