import { setTimeout as sleep } from 'node:timers/promises';

/** Polls another process or a browser until `read` returns a truthy value. @throws Error after `seconds` */
export async function until<T>(what: string, seconds: number, read: () => Promise<T | false>): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await read();
    if (found) return found;
    if (performance.now() > end) throw new Error(`timed out after ${seconds} s: ${what}`);
    await sleep(100);
  }
}
