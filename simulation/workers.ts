import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Block, type BlockResult, blocksOf, merged, run, type RunOptions, type RunResult } from './run.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** What a worker receives: one block of a run. */
export interface Job {
  readonly options: Omit<RunOptions, 'progress' | 'between'>;
  readonly block: Block;
}

/** What a worker sends: the number of meetings that it has checked since the last message, then the result. */
export type WorkerMessage = { readonly checked: number } | { readonly result: BlockResult };

/** Runs the blocks in several processes. The result is the same for any number of them. */
export async function runInWorkers(options: RunOptions, workers: number): Promise<RunResult> {
  const blocks = blocksOf(options);
  const count = Math.min(workers, blocks.length);
  if (count === 1) return run(options);
  const { progress, between: _between, ...rest } = options;
  const results: BlockResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    // The options of the loader of TypeScript are in `execArgv`, which the process inherits.
    const child = fork(WORKER, { serialization: 'advanced' });
    try {
      for (let index = next++; index < blocks.length; index = next++)
        results[index] = await runJob(child, { options: rest, block: blocks[index]! }, progress);
    } finally {
      child.disconnect();
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  return merged(options, results);
}

function runJob(child: ChildProcess, job: Job, progress: RunOptions['progress']): Promise<BlockResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a worker ended with code ${code}`));
    child.once('exit', onExit);
    const onMessage = (message: WorkerMessage): void => {
      if ('checked' in message) return progress?.(message.checked);
      child.off('exit', onExit);
      child.off('message', onMessage);
      resolve(message.result);
    };
    child.on('message', onMessage);
    child.send(job);
  });
}
