import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, createClient } from '../client/client.ts';
import { IMAGE_MARK, publishedImages } from '../steps/domain/images.ts';
import { MINUTE, SECOND } from '../steps/domain/instants.ts';
import { startRuntime } from './runtime.ts';

/** Two minutes on the runtime's clock are one second of real time. */
const SPEED = 120;

/** Plays the build of an image, and a meeting before and after it. Boot times are the estimates of `docs/hosts.md`. */
export async function imageDemo(print: (line: string) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-demo-'));
  const runtime = await startRuntime({
    port: 0,
    speed: SPEED,
    dataDir,
    bootTime: ({ parameters }) => (parameters['image_id'] === undefined ? 5 * MINUTE : 90 * SECOND),
    images: true,
    origins: [],
    write: () => undefined,
  });
  const { url, joinUrl, clock, ports, builds, stop } = runtime;
  const client = createClient({ base: url });
  const pass = (time: number): Promise<void> => new Promise((resolve) => clock.at(clock.now() + time, resolve));
  const timeToReady = async (): Promise<string> => {
    const now = new Date(clock.now()).toISOString();
    const names = { teacher_name: 'Ada', student_name: 'Ben', meet_time: now, frontend_base_url: joinUrl };
    const { id } = bodyOf(await client.schedule(names));
    for (;;) {
      const { opened_at, failure } = (await ports.meetings.find(id)) ?? {};
      if (failure) return `never: ${failure.detail}`;
      if (opened_at !== undefined) return `${Math.round((Date.parse(opened_at) - Date.parse(now)) / SECOND)} s`;
      await pass(10 * SECOND);
    }
  };
  try {
    print(`A build of an image, on a clock ${SPEED} times faster.\n`);
    print(`A meeting now, whose host installs itself: ready after ${await timeToReady()}`);
    while (publishedImages(await ports.meetings.getMark(IMAGE_MARK)) === undefined) await pass(MINUTE);
    while (builds.builds.running().length > 0) await pass(MINUTE);
    print('The build:');
    for (const line of builds.timeline()) print(`  ${line}`);
    print(`A meeting after it, whose host starts from the image: ready after ${await timeToReady()}`);
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true });
  }
}
