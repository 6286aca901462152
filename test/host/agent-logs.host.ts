import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ID } from '../support/meeting.ts';
import { Rig, until } from './rig.ts';

const STREAM = `/this-one/hosts ${ID}/i-0123456789abcdef0`;

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.stop());

/** Waits for the message, and returns the messages since the start of the host. */
async function logsUntil(message: string): Promise<string[]> {
  await until(() => rig.logs.includes(`${STREAM} ${message}`));
  return rig.logs.map((line) => line.slice(STREAM.length + 1));
}

const entry = (MESSAGE: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  CONTAINER_NAME: 'jvb',
  MESSAGE,
  ...more,
});

it('sends the journal to CloudWatch', async () => {
  await rig.start();
  await until(() => rig.logs.length > 0);
  expect(rig.logs).toEqual([`${STREAM} jvb: started`]);
});

it('starts journalctl again when it ends, after the last entry', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  rig.journal(entry('second'));
  await logsUntil('jvb: second');
  rig.journal(entry('third'));
  expect(await logsUntil('jvb: third')).toEqual(['jvb: started', 'jvb: second', 'jvb: third']);
  expect(rig.journalctlCalls[0]).not.toContain('cursor');
  await until(() => rig.journalctlCalls.at(-1)!.includes('--after-cursor=3'));
  expect(rig.output).toContain('journal: ended; restarting');
});

it('sends long fields, bytes and lines that are not JSON', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  rig.journal(
    'not JSON',
    '[]',
    '{"MESSAGE":"without a time"}',
    entry(null),
    entry([...Buffer.from('\u001b[1mcaf\u00e9')]),
    entry(['one', 'two']),
    entry('half a pair \ud800'),
    { MESSAGE: 'of the host' },
    { SYSLOG_IDENTIFIER: 'systemd', MESSAGE: 'of a unit' },
    entry('last'),
  );
  const logs = await logsUntil('jvb: last');
  expect(logs).toEqual([
    'jvb: started',
    'host: not JSON',
    'host: []',
    'host: {"MESSAGE":"without a time"}',
    'jvb: None',
    'jvb: \u001b[1mcaf\u00e9',
    expect.stringMatching(/^host: .*"MESSAGE":\["one","two"\]/),
    'jvb: half a pair ?',
    'host: of the host',
    'systemd: of a unit',
    'jvb: last',
  ]);
  // Without this option, journalctl replaces fields of more than 4,096 bytes by null.
  expect(rig.journalctlCalls[0]).toMatch(/ --all /);
});

it('keeps batches below the size limit, which counts UTF-8 bytes', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  const euros = '\u20ac'.repeat(9_000);
  rig.journal(...Array.from({ length: 300 }, (_, index) => entry(`${index} ${euros}`)), entry('last'));
  const logs = await logsUntil('jvb: last');
  expect(logs).toHaveLength(302);
  expect(logs[300]).toBe(`jvb: 299 ${euros}`);
}, 60_000);

it('takes batches below the size limit, however much is waiting', () => {
  const program = `
from journal import LogShipper
shipper = LogShipper({"region": "r", "meeting": "m", "instance": "i"}, "group")
for _ in range(60):
    shipper.pending.append(shipper.parse(("\u20ac" * 9_000).encode()))
while batch := shipper.take_batch():
    print(sum(len(event["message"].encode()) + 26 for event in batch))
`;
  const env = { ...process.env, PYTHONPATH: 'infra/host', PYTHONDONTWRITEBYTECODE: '1' };
  const sizes = execFileSync('python3', ['-c', program], { env, encoding: 'utf8' }).trim().split('\n').map(Number);
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
});

it('cuts an entry to the size limit, at a whole character', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  rig.journal(entry('\u20ac'.repeat(200_000)), entry('last'));
  const logs = await logsUntil('jvb: last');
  expect(logs[1]).toBe(`jvb: ${'\u20ac'.repeat(Math.floor((262_144 - 26 - 5) / 3))}`);
});

it('keeps batches below the number of entries and the span of time that CloudWatch accepts', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  const yesterday = `${Date.now() - 25 * 3_600_000}000`;
  rig.journal(
    ...Array.from({ length: 25_000 }, (_, index) => entry(String(index))),
    entry('of yesterday', { __REALTIME_TIMESTAMP: yesterday }),
    entry('last'),
  );
  expect(await logsUntil('jvb: last')).toHaveLength(25_003);
});

it('drops a batch that CloudWatch refuses, and logs how many entries were lost', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  rig.refuseLogs = true;
  rig.journal(entry('second'), entry('third'));
  await until(() => rig.output.includes('lost'));
  expect(rig.output.match(/.*lost.*/g)).toEqual(['2 log entries lost: InvalidParameterException']);
  rig.refuseLogs = false;
  rig.journal(entry('last'));
  expect(await logsUntil('jvb: last')).toEqual(['jvb: started', 'jvb: last']);
});

it('sends the entries of a refusal that ends', async () => {
  await rig.start();
  await logsUntil('jvb: started');
  rig.refuseLogs = true;
  rig.journal(entry('second'));
  await until(() => rig.hasRefusedLogs);
  rig.refuseLogs = false;
  expect(await logsUntil('jvb: second')).toEqual(['jvb: started', 'jvb: second']);
  expect(rig.output).not.toContain('lost');
});

it('restarts a thread that dies, and logs it', async () => {
  await rig.start({ brokenLogs: true });
  await until(() => rig.output.includes('logs: RuntimeError; restarting'));
  rig.brokenLogs = false;
  expect(await logsUntil('jvb: started')).toEqual(['jvb: started']);
});
