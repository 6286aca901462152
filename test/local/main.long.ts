import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bodyOf, createClient } from '../../client/client.ts';
import { listen } from '../support/listen.ts';
import { RuntimeProcess } from '../support/process.ts';
import { newFolder } from '../support/runtime.ts';

describe('npm start', () => {
  it('has the same meetings when it starts again after kill -9', async () => {
    const dataDir = newFolder();
    const first = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
    const { id } = bodyOf(
      await createClient({ base: first.url }).schedule({
        teacher_name: 'Ada',
        student_name: 'Ben',
        meet_time: '2027-11-01T10:00:00Z',
        frontend_base_url: `${first.url}/join`,
      }),
    );
    await first.end('SIGKILL');
    const second = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
    const meeting = bodyOf(await createClient({ base: second.url }).getMeeting(id));
    expect(meeting).toMatchObject({ id, status: 'SCHEDULED' });
    await second.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  });

  it('exits with 2 and one line that explains the error', async () => {
    const taken = createServer();
    const port = await listen(taken);
    const broken = newFolder();
    writeFileSync(join(broken, 'clock.json'), 'no clock');
    const corrupt = newFolder();
    mkdirSync(join(corrupt, 'table'));
    writeFileSync(join(corrupt, 'table', 'CURRENT'), 'nothing');
    const file = join(broken, 'file');
    writeFileSync(file, '');
    const cases = [
      [['--port', String(port), '--data-dir', newFolder()], `port ${port} is in use`],
      [['--port', '0', '--data-dir', broken], 'clock.json is not JSON'],
      [['--port', '0', '--data-dir', corrupt], 'the table cannot be opened: Corruption'],
      [['--port', '0', '--data-dir', file], 'the data folder cannot be used'],
      [['--port', '0', '--data-dir', '/proc/x'], 'the data folder cannot be used'],
      [['--speed', 'fast'], '--speed must be a number'],
      [
        ['--port', '0', '--host', '192.0.2.1', '--data-dir', newFolder()],
        '192.0.2.1 is not an address of this computer',
      ],
    ] as const;
    for (const [args, message] of cases) {
      const output = await RuntimeProcess.start(...args).then(
        () => 'no error',
        (error: Error) => error.message,
      );
      expect(output).toContain(message);
      expect(output).toMatch(/^exit 2: elephant-meetings: [^\n]+\n$/);
    }
    taken.close();
  });

  it('does not start with a data directory that another process uses', async () => {
    const dataDir = newFolder();
    const first = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
    await expect(RuntimeProcess.start('--port', '0', '--data-dir', dataDir)).rejects.toThrow(
      `in use by process ${first.pid}`,
    );
    await first.end();
    await (await RuntimeProcess.start('--port', '0', '--data-dir', dataDir)).end();
    rmSync(dataDir, { recursive: true });
  });
});
