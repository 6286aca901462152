import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BadOption, readOptions } from '../../local/options.ts';
import { RuntimeProcess } from '../support/process.ts';
import { newFolder } from '../support/runtime.ts';

describe('npm start', () => {
  it('answers, and is there again with the same meetings after kill -9', async () => {
    const dataDir = newFolder();
    const first = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
    const body = {
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: '2027-11-01T10:00:00Z',
      frontend_base_url: `${first.url}/join`,
    };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${first.url}/schedule`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { id } = (await answer.json()) as { id: string };
    await first.end('SIGKILL');
    const second = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
    expect(await (await fetch(`${second.url}/meetings/${id}`)).json()).toMatchObject({ id, status: 'SCHEDULED' });
    await second.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  });

  it('says in one line what is wrong, and exits with 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const broken = newFolder();
    writeFileSync(join(broken, 'clock.json'), 'no clock');
    const file = join(broken, 'file');
    writeFileSync(file, '');
    const cases = [
      [['--port', String(port), '--data-dir', newFolder()], `port ${port} is in use`],
      [['--port', '0', '--data-dir', broken], 'clock.json is not JSON'],
      [['--port', '0', '--data-dir', file], 'the data folder cannot be used'],
      [['--speed', 'fast'], '--speed must be a number'],
    ] as const;
    for (const [args, message] of cases) {
      const said = await RuntimeProcess.start(...args).then(
        () => 'it started',
        (error: Error) => error.message,
      );
      expect(said).toContain(message);
      expect(said).toMatch(/^exit 2: elephant-meetings: [^\n]+\n$/);
    }
    taken.close();
  });

  it('does not share its data folder with another process', async () => {
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

describe('its options', () => {
  it('have the defaults that the README tells', () => {
    expect(readOptions([])).toMatchObject({ port: 3000, speed: 1, dataDir: '.elephant', origins: [] });
    expect(readOptions(['--speed', '60'])).toMatchObject({ speed: 60, dataDir: '.elephant-x60' });
    expect(readOptions(['--boot', '2m'])?.bootTime({} as never)).toBe(120_000);
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    ['--port', '70000'],
    ['--port', '3.5'],
    ['--speed', '0'],
    ['--boot', 'soon'],
    ['--origin', '*'],
    ['--origin', 'https://a.example/path'],
    ['--prot', '1'],
    ['extra'],
  ])('refuse %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow(BadOption);
  });
});
