import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RoutePorts } from '../../../../steps/api/http/respond.ts';
import type { Route } from '../../../../steps/http-types.ts';
import { adapter, arn, optional, text } from '../../../../steps/aws/lambda/adapter.ts';
import { onApi, onLambda } from '../../../../steps/aws/lambda/on-lambda.ts';
import type { Hosts, Meetings, Ports } from '../../../../steps/ports.ts';
import { MemoryMeetings } from '../../../../simulation/world/memory/meetings.ts';
import { gatewayEvent, lambdaContext } from '../../../support/lambda.ts';
import { aMeeting, call, EXECUTION, ID } from '../../../support/meeting.ts';
import { port } from '../../../support/strict-ports.ts';

const environment = process.env;
let made: string[];
let lines: () => readonly Record<string, unknown>[];

beforeEach(() => {
  process.env = { ...environment, AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };
  made = [];
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  }
  lines = () => written.map((line): Record<string, unknown> => JSON.parse(line));
});
afterEach(() => {
  process.env = environment;
  jest.restoreAllMocks();
});

const meetings = adapter({ TABLE_NAME: text }, (env): Meetings => {
  made.push(`meetings of ${env.TABLE_NAME}`);
  return new MemoryMeetings();
});
const hosts = adapter({ TABLE_NAME: text, SOME_ARN: arn, SOME_SIZE: optional(text, 'big') }, (env): Hosts => {
  made.push(`${env.SOME_SIZE} hosts`);
  return port('hosts');
});

/** Returns the number of its calls. */
const step = ({ meetings: table, log }: Pick<Ports, 'meetings' | 'hosts' | 'clock' | 'log'>) => {
  let calls = 0;
  return async (input: { readonly insert: boolean; readonly meetingId?: string }): Promise<number> => {
    if (input.insert) await table.insert(aMeeting());
    log.info('called', { taskToken: 'secret text', at: `https://x.example?id=1&key=hidden&role=teacher` });
    return ++calls;
  };
};

const bound = () => onLambda(step, { meetings, hosts });

const configure = (): void => {
  process.env['TABLE_NAME'] = 'table';
  process.env['SOME_ARN'] = 'arn:aws:ec2:eu-west-1:123456789012:thing/x';
};

describe('a step on Lambda', () => {
  it('reads no environment and creates no adapter before the first invocation', async () => {
    const handler = bound();
    configure();
    expect(made).toEqual([]);
    await handler({ insert: true }, lambdaContext());
    expect(made).toEqual(['meetings of table', 'big hosts']);
  });

  it('creates its adapters and the step once', async () => {
    configure();
    const handler = bound();
    expect(await handler({ insert: true }, lambdaContext())).toBe(1);
    expect(await handler({ insert: false }, lambdaContext())).toBe(2);
    expect(made).toHaveLength(2);
  });

  it('throws an error with every missing or malformed variable until the configuration is correct', async () => {
    process.env['SOME_ARN'] = 'nonsense';
    const handler = bound();
    const bad = expect.objectContaining({
      name: 'BadConfiguration',
      message: 'TABLE_NAME is missing; SOME_ARN is not an ARN',
    });
    await expect(handler({ insert: true }, lambdaContext())).rejects.toEqual(bad);
    await expect(handler({ insert: true }, lambdaContext())).rejects.toEqual(bad);
    expect(made).toEqual([]);
    configure();
    expect(await handler({ insert: true }, lambdaContext())).toBe(1);
  });

  it('lists the variables that it reads and those that it requires', () => {
    expect(bound().reads).toEqual(['DEPLOYMENT', 'SOME_ARN', 'SOME_SIZE', 'TABLE_NAME']);
    expect(bound().requires).toEqual(['SOME_ARN', 'TABLE_NAME']);
  });

  it('rethrows errors with their name, which the workflow matches', async () => {
    configure();
    const handler = onLambda(
      (_ports: Pick<Ports, 'clock'>) => async (): Promise<never> => {
        throw Object.assign(new Error('no room'), { name: 'NoCapacity' });
      },
      {},
    );
    await expect(handler({}, lambdaContext())).rejects.toMatchObject({ name: 'NoCapacity', message: 'no room' });
    expect(lines()).toMatchObject([{ level: 'ERROR', error: { name: 'NoCapacity', message: 'no room' } }]);
  });

  it('logs the request id and the meeting id on every line of an invocation', async () => {
    configure();
    const handler = bound();
    await handler({ insert: false, meetingId: ID }, lambdaContext());
    await handler({ insert: false }, lambdaContext());
    expect(lines()).toMatchObject([
      {
        message: 'called',
        service: 'elephant-meetings',
        meeting_id: ID,
        function_request_id: 'request-1',
        cold_start: true,
      },
      { message: 'called', cold_start: false },
    ]);
    expect(lines()[1]).not.toHaveProperty('meeting_id');
  });

  it.each<[string, unknown]>([
    ['the input of a step', call()],
    ['an event about an execution', { detail: { name: `${ID}-1`, executionArn: EXECUTION } }],
    ['the input of a safety net', { source: 'schedule', meetingId: ID, revision: 1, kind: 'attendance' }],
  ])('finds the meeting id in %s', async (_name, event) => {
    const handler = onLambda(
      ({ log }: Pick<Ports, 'log'>) =>
        async (_event: unknown) =>
          log.info('called'),
      {},
    );
    await handler(event, lambdaContext());
    expect(lines()).toMatchObject([{ meeting_id: ID }]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a string', 'x'],
    ['an event with a number as id', { meetingId: 5 }],
    ['an event of an unknown execution', { detail: { name: 'other' } }],
  ])('logs no meeting id for %s', async (_name, event) => {
    const handler = onLambda(
      ({ log }: Pick<Ports, 'log'>) =>
        async (_event: unknown) =>
          log.info('called'),
      {},
    );
    await handler(event, lambdaContext());
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toHaveProperty('meeting_id');
  });

  it('redacts secrets in the log', async () => {
    configure();
    await bound()({ insert: false }, lambdaContext());
    expect(lines()).toMatchObject([
      { taskToken: '[redacted]', at: 'https://x.example?id=1&key=[redacted]&role=teacher' },
    ]);
  });

  it('emits metrics at the end of each invocation, by deployment', async () => {
    process.env['DEPLOYMENT'] = 'school';
    const handler = onLambda(
      ({ log }: Pick<Ports, 'log'>) =>
        async () => {
          log.count('HostsEndedBySweep', 1);
          log.count('HostsEndedBySweep', 2);
        },
      {},
    );
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    const emitted = lines();
    expect(emitted).toHaveLength(2);
    expect(emitted[0]).toMatchObject({ service: 'school', HostsEndedBySweep: [1, 2] });
    expect(JSON.stringify(emitted[0])).toContain('"Namespace":"ElephantMeetings"');
  });
});

const route =
  ({ log, origins }: RoutePorts<'meetings'>): Route =>
  async ({ params, baseUrl }) => {
    log.info('called');
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...params, baseUrl, origins }),
    };
  };

describe('a route on Lambda', () => {
  beforeEach(() => {
    configure();
    process.env['ALLOWED_ORIGINS'] = 'https://a.example,http://localhost:3000';
  });

  it('gets the request and the allowed origins, and its response becomes the result', async () => {
    const result = await onApi(route, { meetings })(gatewayEvent(), lambdaContext());
    expect(result).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(result.body)).toEqual({
      id: ID,
      role: 'teacher',
      baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
      origins: ['https://a.example', 'http://localhost:3000'],
    });
    expect(lines()).toMatchObject([{ meeting_id: ID }]);
  });

  it("has the emulator's URL as its base URL if there is an emulator", async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:4566';
    const result = await onApi(route, { meetings })(gatewayEvent(), lambdaContext());
    expect(result.body).toContain('http://127.0.0.1:4566/restapis/abc123/prod/_user_request_');
  });

  it('lists the variables that it reads', () => {
    expect(onApi(route, { meetings }).reads).toEqual(['ALLOWED_ORIGINS', 'DEPLOYMENT', 'TABLE_NAME']);
  });

  it('allows every origin with *', async () => {
    process.env['ALLOWED_ORIGINS'] = '*';
    const result = await onApi(route, { meetings })(gatewayEvent(), lambdaContext());
    expect(JSON.parse(result.body)).toMatchObject({ origins: ['*'] });
  });

  it.each(['', 'https://lessons.example/', 'lessons.example', 'https://*.example/x'])(
    'rejects ALLOWED_ORIGINS=%s, together with every other faulty variable',
    async (value) => {
      process.env['ALLOWED_ORIGINS'] = value;
      delete process.env['TABLE_NAME'];
      await expect(onApi(route, { meetings })(gatewayEvent(), lambdaContext())).rejects.toMatchObject({
        name: 'BadConfiguration',
        message: expect.stringMatching(/^TABLE_NAME is missing; ALLOWED_ORIGINS /),
      });
    },
  );
});
