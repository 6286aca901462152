import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { bodyOf, type Client, createClient } from '../../client/client.ts';
import { RuntimeProcess } from '../support/process.ts';
import { newFolder } from '../support/runtime.ts';

/** The largest file that a process may write; more fails like on a full disk. Node.js ignores the signal that comes with it. */
const limitFiles = (pid: number, bytes: number | 'unlimited'): void =>
  void execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

const schedule = (client: Client, url: string, student_name: string) =>
  client.schedule({
    teacher_name: 'Ada',
    student_name,
    meet_time: '2027-11-01T10:00:00Z',
    frontend_base_url: `${url}/join`,
  });

it('a full disk: the runtime says so, refuses what it cannot store, and goes on when there is room', async () => {
  const dataDir = newFolder();
  const runtime = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
  const client = createClient({ base: runtime.url });
  const { id } = bodyOf(await schedule(client, runtime.url, 'Before'));

  limitFiles(runtime.pid, 1024);
  const refused = await schedule(client, runtime.url, 'Meanwhile');
  expect(refused).toMatchObject({ status: 503, body: { detail: expect.stringContaining('disk is full') } });
  expect((await client.health()).status).toBe(200);
  expect(runtime.printed).toContain('the data folder cannot be written');

  limitFiles(runtime.pid, 'unlimited');
  let after = await schedule(client, runtime.url, 'After');
  for (; after.status === 503; after = await schedule(client, runtime.url, 'After')) await pause(100);
  expect(after.status).toBe(200);
  expect(runtime.printed).toContain('the data folder can be written again');
  const names = async (base: Client) =>
    bodyOf(await base.listMeetings()).meetings.map(({ student_name }) => student_name);
  expect((await names(client)).toSorted()).toEqual(['After', 'Before']);
  expect(bodyOf(await client.getMeeting(id))).toMatchObject({ status: 'SCHEDULED' });
  await runtime.end('SIGKILL');

  const again = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
  expect((await names(createClient({ base: again.url }))).toSorted()).toEqual(['After', 'Before']);
  await again.end('SIGTERM');
  rmSync(dataDir, { recursive: true });
});

/** Bytes that the table's store has written to its log. A new row adds about 850 bytes for the index, and then 1,100 more. */
const logSize = (dataDir: string): number => {
  const folder = join(dataDir, 'table');
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return Math.max(...logs.map((name) => statSync(join(folder, name)).size));
};

it('a disk that is full between the index entry of a meeting and its row: the list does not show the meeting', async () => {
  const dataDir = newFolder();
  const runtime = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
  const client = createClient({ base: runtime.url });
  const accepted = [bodyOf(await schedule(client, runtime.url, 'Before')).id];

  limitFiles(runtime.pid, logSize(dataDir) + 1_300);
  expect((await schedule(client, runtime.url, 'Meanwhile')).status).toBe(503);

  limitFiles(runtime.pid, 'unlimited');
  let after = await schedule(client, runtime.url, 'After');
  for (; after.status === 503; after = await schedule(client, runtime.url, 'After')) await pause(100);
  accepted.push(bodyOf(after).id);
  expect(runtime.printed).toContain('index repaired entries=1');
  const { meetings } = bodyOf(await client.listMeetings());
  expect(meetings.map(({ id }) => id).toSorted()).toEqual(accepted.toSorted());
  await runtime.end('SIGTERM');
  rmSync(dataDir, { recursive: true });
});
