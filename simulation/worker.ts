import { runBlock } from './run.ts';
import type { Job, WorkerMessage } from './workers.ts';

/** Meetings between two messages about the progress. */
const REPORT_EVERY = 100;

const send = (message: WorkerMessage): void => void process.send?.(message);

/** A process of a run: runs the blocks that it receives, one after the other. */
process.on('message', ({ options, block }: Job) => {
  let checked = 0;
  const before = process.cpuUsage();
  const progress = (): void => {
    if ((checked += 1) % REPORT_EVERY === 0) send({ checked: REPORT_EVERY });
  };
  runBlock({ ...options, progress }, block).then(
    (result) => {
      const { user, system } = process.cpuUsage(before);
      send({ result, coreSeconds: (user + system) / 1e6 });
    },
    (error: unknown) => {
      process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
      process.exit(1);
    },
  );
});
