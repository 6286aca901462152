import type { EmulatedAws } from './emulated-aws.ts';
import { LOGS } from './processes.ts';

/** Runs a step and prints its duration. */
export async function step<T>(what: string, act: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await act();
  console.log(`ok ${what} (${Math.round((performance.now() - from) / 1000)} s)`);
  return result;
}

/** Runs a test, and ends all that it started, also when a signal ends this process. */
export async function runSteps(aws: EmulatedAws, test: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void aws.stop().finally(() => process.exit(130)));
  try {
    await test();
    console.log(`all steps passed in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  } catch (error) {
    console.error(error);
    console.error(`logs of the emulators: ${LOGS}`);
    process.exitCode = 1;
  } finally {
    await aws.stop();
  }
}
