import '../../local/without-aws.ts';
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { Account } from './account.ts';
import { Cloud, STACK } from './cloud.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { mustHaveBeenAllowed } from './rights.ts';
import { LOGS, run, until } from './tools.ts';
import { Visitor } from '../../scripts/smoke/visitor.ts';
import type { Receipt } from '../../steps/api/http/response-schemas.ts';

/** Short, and long enough for an engine in Python that shares two cores with a deployment. */
const TIMETABLE = {
  launchLead: 5,
  hostReadyWithin: 8,
  healthPollFirst: 1,
  healthPollEvery: 2,
  attendanceWindow: 25,
  presenceEvery: 3,
  emptyGrace: 20,
  overtime: 120,
  netMargin: 15,
};
const FRONTEND = 'http://localhost:3000/join';
const cloud = new Cloud();
const begun = performance.now();

const context = (timetable: object): Record<string, string> => ({
  removalPolicy: 'destroy',
  timetable: JSON.stringify(timetable),
  maxInFlight: '20',
  // The emulator's CloudFront serves nothing.
  pages: 'false',
});

async function main(): Promise<void> {
  await step('two emulators listen on the loopback', () => cloud.start());
  await step('cdk bootstrap', () => cloud.bootstrap());
  const outputs = await step('cdk deploy', () => cloud.deploy(context(TIMETABLE)));
  const account = new Account(cloud);
  await account.moveWorkflow();
  const key = await account.apiKey(outputs['ApiKeyId'] ?? '');
  // The emulator has no names of its own for APIs: all live under its one address.
  const api = `${cloud.ministack}/restapis/${/\/\/([^.]+)/.exec(outputs['ApiUrl'] ?? '')?.[1]}/v1/_user_request_`;
  const visitor = new Visitor({ api, key, frontend: FRONTEND });
  await visitor.readClock();

  await step('the smoke script keeps its promises against the deployed API', async () => {
    const said = await run('npx', ['tsx', 'scripts/smoke.ts', '--api', api, '--key', key, '--frontend', FRONTEND]);
    for (const [, title = '', id = ''] of said.matchAll(/^ok\s+(.*) \(([a-z0-9]{16})\)/gm))
      await mustBeOver(account, id, title.startsWith('cancelled before'));
    return said.trim();
  });
  const [flying] = await Promise.all([
    step('a meeting goes on through an update of its stack', () => throughAnUpdate(account, visitor)),
    step('a host that never gets healthy is replaced once, then the meeting fails', () =>
      neverHealthy(account, visitor),
    ),
  ]);
  await step('the sweep ends what nobody knows, and nothing of others', () => sweep(account, flying));
  await step('every call that the functions made is allowed by their own roles', async () => {
    console.log(`   ${await mustHaveBeenAllowed(cloud, account)}`);
  });
  await step('cdk destroy leaves nothing behind', async () => {
    await cloud.destroy();
    deepStrictEqual(await account.leftovers(), []);
  });
}

/** Row, machines, schedules, execution: all of a meeting that is over. */
async function mustBeOver(account: Account, id: string, beforeLaunch: boolean): Promise<void> {
  const row = await account.row(id);
  strictEqual(row.status, 'ENDED');
  const instances = await account.instances(id);
  strictEqual(instances.length, beforeLaunch ? 0 : 1, `machines of ${id}`);
  for (const { State } of instances)
    ok(/^(shutting-down|terminated)$/.test(State?.Name ?? ''), `${id}: ${State?.Name}`);
  deepStrictEqual(await account.schedules(id), [], `schedules of ${id}`);
  const execution = await until('the end of its execution', 20, async () => {
    const seen = await account.execution(row.execution_arn ?? '');
    return seen.status !== 'RUNNING' && seen;
  });
  if (beforeLaunch) return strictEqual(execution.status, 'ABORTED');
  strictEqual(execution.status, 'SUCCEEDED');
  deepStrictEqual(JSON.parse(execution.output ?? ''), { meetingId: id, outcome: row.outcome });
  const path = await account.path(row.execution_arn ?? '');
  strictEqual(path.at(-1), 'Meeting over');
  ok(path.length <= 40, `${path.length} transitions`);
}

async function neverHealthy(account: Account, visitor: Visitor): Promise<void> {
  const { id } = await visitor.schedule(0);
  cloud.machines.sick.add(id);
  await visitor.ended(id, 90);
  const row = await account.row(id);
  strictEqual(row.outcome, 'FAILED');
  strictEqual(row.failure?.reason, 'HEALTH');
  const instances = await account.instances(id);
  const attempts = instances.map(({ Tags }) => Tags?.find(({ Key }) => Key === TAGS.attempt)?.Value).toSorted();
  deepStrictEqual(attempts, ['1', '2']);
  for (const { State } of instances) strictEqual(State?.Name, 'terminated');
  deepStrictEqual(await account.schedules(id), []);
  const { status, error } = await until('its execution to fail', 20, async () => {
    const seen = await account.execution(row.execution_arn ?? '');
    return seen.status !== 'RUNNING' && seen;
  });
  deepStrictEqual({ status, error }, { status: 'FAILED', error: 'HostNeverHealthy' });
}

/** Longer than its first net: which fires, finds it well, arms the next look, and is gone. */
async function throughAnUpdate(account: Account, visitor: Visitor): Promise<string> {
  const receipt = await visitor.schedule(0);
  const { id } = receipt;
  deepStrictEqual(await account.schedules(id), ['attendance', 'hard-end']);
  await visitor.until('an open room', 60, async () => (await visitor.join(receipt.teacher_link)).status === 200);
  await visitor.presence(receipt.teacher_link, 'joined');
  const before = await account.row(id);
  const updated = { done: false };
  const update = cloud.deploy(context({ ...TIMETABLE, emptyGrace: 30 })).then(async () => {
    await account.moveWorkflow();
    updated.done = true;
  });
  // An error is that of the last line, also when presence breaks first.
  update.catch(() => undefined);
  await visitor.until('the update, and the attendance net to have fired', 150, async () => {
    await visitor.presence(receipt.teacher_link, 'present');
    return updated.done && (await account.schedules(id)).join() === 'hard-end,look-a';
  });
  await update;
  await mustLiveOn(account, visitor, receipt, before);
  return id;
}

async function mustLiveOn(
  account: Account,
  visitor: Visitor,
  { id, teacher_link: link }: Receipt,
  before: Awaited<ReturnType<Account['row']>>,
): Promise<void> {
  const row = await account.row(id);
  strictEqual(row.status, 'IN_PROGRESS');
  deepStrictEqual(row.hosts, before.hosts);
  strictEqual(row.execution_arn, before.execution_arn);
  deepStrictEqual(row.timetable, before.timetable);
  const next = await visitor.schedule(86_400);
  strictEqual((await account.row(next.id)).timetable.emptyGrace, 30);
  strictEqual((await visitor.send('DELETE', `/meetings/${next.id}`)).status, 202);
  const key = new URL(link).searchParams.get('key');
  strictEqual((await visitor.send('POST', `/meetings/${id}/end`, { role: 'teacher', key })).status, 202);
  strictEqual((await visitor.ended(id, 60)).outcome, 'COMPLETED');
  await mustBeOver(account, id, false);
}

/** A machine whose meeting nobody knows, one of another deployment, and a row that was never accepted. */
async function sweep(account: Account, of: string): Promise<void> {
  const [stray, others, leftover] = ['strayhost0000001', 'othershost000001', 'leftover00000001'];
  await account.launchStray(stray, STACK);
  await account.launchStray(others, 'another-deployment');
  const longAgo = new Date(Date.now() - 3_600_000).toISOString();
  const { execution_arn: _arn, ...row } = await account.row(of);
  const { verdict: _verdict, outcome: _outcome, ended_at: _ended, ...fresh } = row;
  await account.putRow({
    ...fresh,
    id: leftover,
    status: 'SCHEDULED',
    openOrEnded: 'open',
    accepted: false,
    created_at: longAgo,
  });
  await account.invoke('sweep', { source: 'timer' });
  deepStrictEqual(
    (await account.instances(stray)).map(({ State }) => State?.Name),
    ['terminated'],
  );
  deepStrictEqual(
    (await account.instances(others)).map(({ State }) => State?.Name),
    ['running'],
  );
  strictEqual(await account.hasRow(leftover), false);
}

/** Says how long it took; its error goes on. */
async function step<T>(what: string, act: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await act();
  console.log(`ok ${what} (${Math.round((performance.now() - from) / 1000)} s)`);
  return result;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cloud.stop().finally(() => process.exit(130)));
try {
  await main();
  console.log(`deployed, played and removed in ${Math.round((performance.now() - begun) / 1000)} s`);
} catch (error) {
  console.error(error);
  console.error(`what the emulators said: ${LOGS}`);
  process.exitCode = 1;
} finally {
  await cloud.stop();
}
