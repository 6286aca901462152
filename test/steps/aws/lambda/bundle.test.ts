import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle, bundleFolder } from '../../../../infra/bundling.ts';
import { listen } from '../../../support/listen.ts';
import { ID } from '../../../support/meeting.ts';

describe('a bundled function', () => {
  const DECIDE = 'steps/meeting/decide.ts';
  const SIZES = [
    ['480 KB without EC2', 'steps/api/schedule.ts', 480],
    ['660 KB with recurrence rules', 'steps/series/fill-series.ts', 660],
    ['640 KB with recurrence rules and the client of Lambda', 'steps/api/series/create-series.ts', 640],
    ['480 KB with the state machine', 'steps/telling/tell.ts', 480],
    ['400 KB for a delivery', 'steps/telling/deliver-event.ts', 400],
    ['860 KB for mails with calendar files and recurrence rules', 'steps/mail/send-notices.ts', 860],
    ['440 KB for calendars that others read', 'steps/api/calendar/read-calendar.ts', 440],
    ['180 KB for the authorizer', 'steps/identity/authorize.ts', 180],
    ['480 KB for bounces', 'steps/mail/record-bounce.ts', 480],
    ['550 KB with EC2', 'steps/meeting/tear-down.ts', 550],
    ['600 KB with all clients', 'steps/sweep/sweep.ts', 600],
  ] as const;
  let folder: string;
  const file = (entry: string): string => join(folder, bundleFolder(entry), 'index.mjs');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'elephant-bundle-'));
    await bundle([...SIZES.map(([, entry]) => entry), DECIDE], folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(SIZES)('is small: %s', async (_what, entry, kilobytes) => {
    expect((await stat(file(entry))).size).toBeLessThan(kilobytes * 1024);
  });

  it('is one file with a source map, which has positions and no sources', async () => {
    const bundled = join(folder, bundleFolder(DECIDE));
    expect((await readdir(bundled)).toSorted()).toEqual(['index.mjs', 'index.mjs.map']);
    expect(JSON.parse(await readFile(join(bundled, 'index.mjs.map'), 'utf8'))).not.toHaveProperty('sourcesContent');
  });

  it('uses the credentials and the endpoint of its environment, and sends its trace', async () => {
    const requests: string[] = [];
    const aws = createServer((request, response) => {
      requests.push(`${String(request.headers['x-amz-target'])} ${request.headers.authorization}`);
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
    const daemon = createSocket('udp4').bind(0, '127.0.0.1');
    const [port] = await Promise.all([listen(aws), once(daemon, 'listening')]);
    const traced: string[] = [];
    daemon.on('message', (message) => traced.push(message.toString()));

    const context = { functionName: 'decide', awsRequestId: 'r', memoryLimitInMB: '256', invokedFunctionArn: 'arn' };
    const event = { input: { meetingId: ID, revision: 1 }, execution: 'arn' };
    const run = `const { handler } = await import(${JSON.stringify(file(DECIDE))});
      await handler(${JSON.stringify(event)}, ${JSON.stringify(context)}).catch((error) => console.log('threw ' + error.name, error.stack));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', run], {
      env: {
        NODE_OPTIONS: '--enable-source-maps',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_ACCESS_KEY_ID: 'of-the-role',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'eu-west-1',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: 'decide',
        AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
        LAMBDA_TASK_ROOT: folder,
        _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
        TABLE_NAME: 'meetings',
        HOST_KIND: 'stand-in',
        HEALTH_PATH: '/health',
        LINK_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:link',
      },
    });
    const printed: string[] = [];
    child.stdout.on('data', (chunk) => printed.push(String(chunk)));
    await once(child, 'close');
    // One segment for the call, one for the invocation. They may arrive after the process ends.
    while (traced.length < 2) await once(daemon, 'message');
    aws.close();
    daemon.close();

    // The response has no row. The workflow matches this name of the error, which minifying must not change.
    expect(printed.join('')).toContain('threw MeetingFailed');
    expect(printed.join('')).toMatch(/steps\/meeting\/step-schemas\.ts:\d+/);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^DynamoDB_20120810\.GetItem AWS4-HMAC-SHA256 Credential=of-the-role\//);
    expect(traced.join('\n')).toContain('"name":"## decide"');
    expect(traced.join('\n')).toContain(`"meeting_id":"${ID}"`);
    expect(traced.join('\n')).toContain('"name":"DynamoDB"');
  });
});
