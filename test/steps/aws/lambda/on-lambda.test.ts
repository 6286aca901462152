import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Route } from '../../../../steps/http-types.ts';
import { adapter, arn, optional, text } from '../../../../steps/aws/lambda/adapter.ts';
import { onApi, onLambda } from '../../../../steps/aws/lambda/on-lambda.ts';
import type { Hosts, Meetings, Ports } from '../../../../steps/ports.ts';
import { MemoryClock } from '../../../support/memory/clock.ts';
import { MemoryHosts } from '../../../support/memory/hosts.ts';
import { MemoryMeetings } from '../../../../simulation/memory/meetings.ts';
import { gatewayEvent, lambdaContext } from '../../../support/lambda.ts';
import { aMeeting, call, EXECUTION, ID, t } from '../../../support/meeting.ts';

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
  return new MemoryHosts(new MemoryClock(t(0)));
});

/** Counts the calls of each of its instances. */
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
  it('reads nothing and makes nothing until it is invoked', async () => {
    const handler = bound();
    configure();
    expect(made).toEqual([]);
    await handler({ insert: true }, lambdaContext());
    expect(made).toEqual(['meetings of table', 'big hosts']);
  });

  it('makes its adapters and the step once', async () => {
    configure();
    const handler = bound();
    expect(await handler({ insert: true }, lambdaContext())).toBe(1);
    expect(await handler({ insert: false }, lambdaContext())).toBe(2);
    expect(made).toHaveLength(2);
  });

  it('tells of all variables that are missing or malformed at once, and again until they are mended', async () => {
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

  it('names the variables that it reads, and those that it cannot do without', () => {
    expect(bound().reads).toEqual(['DEPLOYMENT', 'SOME_ARN', 'SOME_SIZE', 'TABLE_NAME']);
    expect(bound().requires).toEqual(['SOME_ARN', 'TABLE_NAME']);
  });

  it('lets an error through with its name, which the workflow matches on', async () => {
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

  it('has every line say which request and which meeting it is about, until the invocation is over', async () => {
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
    ['the input of a net', { source: 'schedule', meetingId: ID, revision: 1, kind: 'attendance' }],
  ])('finds the meeting in %s', async (_name, event) => {
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
    ['nothing', null],
    ['a text', 'x'],
    ['an id that is no text', { meetingId: 5 }],
    ['an execution of somebody else', { detail: { name: 'other' } }],
  ])('does without a meeting in %s', async (_name, event) => {
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

  it('keeps secrets out of the log', async () => {
    configure();
    await bound()({ insert: false }, lambdaContext());
    expect(lines()).toMatchObject([
      { taskToken: '[redacted]', at: 'https://x.example?id=1&key=[redacted]&role=teacher' },
    ]);
  });

  it('counts into metrics that go out with the invocation, apart for each deployment', async () => {
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
  ({ log }: Pick<Ports, 'meetings' | 'log'>): Route =>
  async ({ params, baseUrl }) => {
    log.info('asked');
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...params, baseUrl }),
    };
  };

describe('a route on Lambda', () => {
  it('gets the request, and its answer goes back to the gateway', async () => {
    configure();
    const answer = await onApi(route, { meetings })(gatewayEvent(), lambdaContext());
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(answer.body)).toEqual({
      id: ID,
      role: 'teacher',
      baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
    });
    expect(lines()).toMatchObject([{ meeting_id: ID }]);
  });

  it("lives at the emulator's address where there is one", async () => {
    configure();
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:4566';
    const answer = await onApi(route, { meetings })(gatewayEvent(), lambdaContext());
    expect(answer.body).toContain('http://127.0.0.1:4566/restapis/abc123/prod/_user_request_');
  });

  it('names the variables that it reads', () => {
    expect(onApi(route, { meetings }).reads).toEqual(['DEPLOYMENT', 'TABLE_NAME']);
  });
});
