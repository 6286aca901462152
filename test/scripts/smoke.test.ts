import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Failing, readArguments } from '../../scripts/smoke/arguments.ts';
import { PLAYS } from '../../scripts/smoke/plays.ts';
import { inTurns } from '../../scripts/smoke/turns.ts';
import { Visitor } from '../../scripts/smoke/visitor.ts';
import { withRuntime } from '../support/runtime.ts';

const play = (title: string): (typeof PLAYS)[number] => {
  const found = PLAYS.find((one) => one.title.startsWith(title));
  if (!found) throw new Error(`no play ${title}`);
  return found;
};

/** A web server that says the same to everybody, and is no deployment. */
async function withServer(body: string, act: (api: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(body),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  try {
    await act(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const visitor = (api: string, key?: string): Visitor => new Visitor({ api, key, frontend: `${api}/join` });

describe('the smoke script is told', () => {
  it('where and with which key', () => {
    expect(readArguments(['--api', 'https://api.example/v1/', '--key', 'k', '--hosts', '2'])).toMatchObject({
      deployment: { api: 'https://api.example/v1', key: 'k', frontend: 'http://localhost:3000/join' },
      hostsAtOnce: 2,
    });
    expect(readArguments(['--help']).deployment).toBeUndefined();
  });

  it.each([
    [[], '--api URL is needed'],
    [['--api', 'example.com'], '--api must be an address'],
    [['--api', 'https://a.example', '--frontend', 'join'], '--frontend must be an address'],
    [['--api', 'https://a.example', '--hosts', 'many'], '--hosts must be a number'],
    [['--apu', 'https://a.example'], "Unknown option '--apu'"],
  ])('and says what is wrong with %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(Failing);
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe('before it plays, the smoke script says', () => {
  it('that nobody is there', async () => {
    let gone = '';
    await withServer('{}', async (api) => void (gone = api));
    await expect(visitor(gone).readClock()).rejects.toThrow(/cannot be reached .*ECONNREFUSED/);
  });

  it('that something else is there', () =>
    withServer('{"status":"ok"}', async (api) => {
      await expect(visitor(api).readClock()).rejects.toThrow('not as this API does');
    }));

  it('that the key is wrong, or missing', () =>
    withRuntime({ apiKey: 'sesame' }, async ({ url }) => {
      await expect(visitor(url, 'sesam').mustBeOrganiser()).rejects.toThrow('refuses this key');
      await expect(visitor(url).mustBeOrganiser()).rejects.toThrow('needs a key');
      await expect(visitor(url, 'sesame').mustBeOrganiser()).resolves.toBeUndefined();
    }));
});

describe('a play', () => {
  it.each(['bad input', 'cancelled before'])('of %s is kept by the local runtime', (title) =>
    withRuntime({ apiKey: 'sesame', speed: 60 }, async ({ url }) => {
      const one = visitor(url, 'sesame');
      await one.readClock();
      await expect(play(title).run(one, () => undefined)).resolves.toEqual(expect.any(String));
    }),
  );

  it.each(PLAYS.map(({ title }) => title))('"%s" is broken by a server that says yes to everything', (title) =>
    withServer('{"status":"ok","now":"2026-12-01T15:00:00Z","clock_speed":1000}', async (api) => {
      const one = visitor(api, 'sesame');
      await one.readClock();
      await expect(play(title).run(one, () => undefined)).rejects.toThrow();
    }),
  );
});

describe('turns', () => {
  it('are taken in order, at most so many at once', async () => {
    let [at, most] = [0, 0];
    const done = await inTurns([1, 2, 3, 4, 5], 2, async (n) => {
      most = Math.max(most, ++at);
      await Promise.resolve();
      at--;
      return 10 * n;
    });
    expect({ done, most }).toEqual({ done: [10, 20, 30, 40, 50], most: 2 });
  });
});
