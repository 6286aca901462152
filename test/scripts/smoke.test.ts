import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { readArguments, SetupError } from '../../scripts/smoke/arguments.ts';
import { mapWithLimit } from '../../scripts/smoke/concurrency.ts';
import { SCENARIOS } from '../../scripts/smoke/scenarios.ts';
import { Visitor } from '../../scripts/smoke/visitor.ts';
import { listen } from '../support/listen.ts';
import { withRuntime } from '../support/runtime.ts';

const scenario = (title: string): (typeof SCENARIOS)[number] => {
  const found = SCENARIOS.find((one) => one.title.startsWith(title));
  if (!found) throw new Error(`no scenario ${title}`);
  return found;
};

/** A web server that is not a deployment: every response has this body. */
async function withServer(body: string, act: (api: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(body));
  const port = await listen(server);
  try {
    await act(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const visitor = (api: string, key?: string): Visitor => new Visitor({ api, key, frontend: `${api}/join` });

describe('the arguments of the smoke script', () => {
  it('have the deployment, its key and the number of hosts', () => {
    expect(readArguments(['--api', 'https://api.example/v1/', '--key', 'k', '--hosts', '2'])).toMatchObject({
      deployment: { api: 'https://api.example/v1', key: 'k', frontend: 'http://localhost:3000/join' },
      hostsAtOnce: 2,
    });
    expect(readArguments(['--help']).deployment).toBeUndefined();
  });

  it('let all scenarios with a host run at once, unless they are given', () => {
    const withHost = SCENARIOS.filter(({ hosts }) => hosts > 0);
    expect(readArguments(['--api', 'https://api.example']).hostsAtOnce).toBe(withHost.length);
  });

  it.each([
    [[], '--api URL is required'],
    [['--api', 'example.com'], '--api must be a URL'],
    [['--api', 'https://a.example', '--frontend', 'join'], '--frontend must be a URL'],
    [['--api', 'https://a.example', '--hosts', 'many'], '--hosts must be a number'],
    [['--apu', 'https://a.example'], "Unknown option '--apu'"],
  ])('are rejected with an explanation: %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(SetupError);
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe('before the scenarios, the smoke script fails', () => {
  it('if no server listens', async () => {
    let gone = '';
    await withServer('{}', async (api) => void (gone = api));
    await expect(visitor(gone).readClock()).rejects.toThrow(/cannot be reached .*ECONNREFUSED/);
  });

  it('if the server is not this API', () =>
    withServer('{"status":"ok"}', async (api) => {
      await expect(visitor(api).readClock()).rejects.toThrow('not the body of this API');
    }));

  it('if the key is wrong or missing', () =>
    withRuntime({ apiKey: 'sesame' }, async ({ url }) => {
      await expect(visitor(url, 'sesam').requireOrganiser()).rejects.toThrow('rejects this key');
      await expect(visitor(url).requireOrganiser()).rejects.toThrow('needs a key');
      await expect(visitor(url, 'sesame').requireOrganiser()).resolves.toBeUndefined();
    }));
});

describe('the scenario', () => {
  it.each(['invalid requests', 'cancelled before', 'moved', 'a series'])('"%s" passes on the local runtime', (title) =>
    withRuntime({ apiKey: 'sesame', speed: 60 }, async ({ url }) => {
      const one = visitor(url, 'sesame');
      await one.readClock();
      await expect(scenario(title).run(one, () => undefined)).resolves.toEqual(expect.any(String));
    }),
  );

  it.each(SCENARIOS.map(({ title }) => title))('"%s" fails on a server that returns 200 for every request', (title) =>
    withServer('{"status":"ok","now":"2026-12-01T15:00:00Z","clock_speed":1000}', async (api) => {
      const one = visitor(api, 'sesame');
      await one.readClock();
      await expect(scenario(title).run(one, () => undefined)).rejects.toThrow();
    }),
  );
});

describe('mapWithLimit', () => {
  it('starts in order, at most so many at a time', async () => {
    let [at, most] = [0, 0];
    const done = await mapWithLimit([1, 2, 3, 4, 5], 2, async (n) => {
      most = Math.max(most, ++at);
      await Promise.resolve();
      at--;
      return 10 * n;
    });
    expect({ done, most }).toEqual({ done: [10, 20, 30, 40, 50], most: 2 });
  });
});
