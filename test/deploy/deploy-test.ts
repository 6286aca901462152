import '../../local/quiet-aws-libraries.ts';
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { Account } from './account.ts';
import { EmulatedAws, STACK } from './emulated-aws.ts';
import { assertCallsAllowed } from './permissions.ts';
import { assertNoSecrets } from './records.ts';
import { UserPool } from './user-pool.ts';
import { until } from '../support/until.ts';
import { run } from './processes.ts';
import { runSteps, step } from './run-steps.ts';
import { parseLink } from '../../client/client.ts';
import { Visitor } from '../../scripts/smoke/visitor.ts';
import type { Receipt } from '../../steps/api/http/response-schemas.ts';

/** In seconds. Short, but long enough for two Python emulators and a deployment on two cores. */
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
const aws = new EmulatedAws();

const context = (timetable: object): Record<string, string> => ({
  timetable: JSON.stringify(timetable),
  maxInFlight: '20',
  // MiniStack's CloudFront serves no files.
  pages: 'false',
  organisers: 'cognito',
});

async function main(): Promise<void> {
  await step('the emulators start', () => aws.start());
  await step('cdk bootstrap', () => aws.bootstrap());
  const account = new Account(aws);
  await step('a first deployment that fails leaves nothing', async () => {
    await rejects(aws.deploy(context(TIMETABLE), { refuse: true }), /Refused|ROLLBACK/);
    const ends = (await account.tableEvents()).filter((status) => status.endsWith('_COMPLETE'));
    deepStrictEqual([...new Set(ends)], ['CREATE_COMPLETE', 'DELETE_COMPLETE']);
    deepStrictEqual(await account.remainingResources(), []);
  });
  const outputs = await step('the same command deploys', () => aws.deploy(context(TIMETABLE)));
  account.table = outputs['TableName'] ?? '';
  await account.copyStateMachine();
  const key = await account.apiKey(outputs['ApiKeyId'] ?? '');
  const api = aws.proxy.apiUrl(/\/\/([^.]+)/.exec(outputs['ApiUrl'] ?? '')?.[1] ?? '', 'v1');
  const visitor = new Visitor({ api, key, frontend: FRONTEND });
  await visitor.readClock();

  const tokens = await step('people of the user pool have their own meetings, and administrators all', () =>
    checkSignIn(new UserPool(aws.ministack, outputs['UserPoolId'] ?? ''), api, visitor),
  );
  // In place of the rule, which MiniStack may not run.
  const probes = setInterval(() => void account.invoke('probe-presence', {}).catch(() => undefined), 30_000);
  probes.unref();
  await step('the smoke test passes on the deployed API', async () => {
    const output = await run('npx', ['tsx', 'scripts/smoke.ts', '--api', api, '--key', key, '--frontend', FRONTEND]);
    // Lines such as "ok  cancelled before its launch (0123456789abcdef)".
    for (const [, title = '', id = ''] of output.matchAll(/^ok\s+(.*) \(([a-z0-9]{16})\)/gm))
      await assertTornDown(account, id, title.startsWith('cancelled before'));
    return output.trim();
  });
  await step(
    'nothing is left of any meeting, also of the dates of a series that ended, after another run for all series',
    async () => {
      await account.invoke('fill-series', {});
      deepStrictEqual(await account.schedules(''), []);
      await until('no execution runs', 20, async () => (await account.runningExecutions()).length === 0);
    },
  );
  const [updatedMeeting] = await Promise.all([
    step('a meeting continues during an update of the stack', () => checkUpdate(account, visitor)),
    step('a host that never gets healthy is replaced once, then the meeting fails', () =>
      checkNeverHealthy(account, visitor),
    ),
  ]);
  await step('the sweep ends orphaned hosts and leftovers of this deployment only', () =>
    checkSweep(account, updatedMeeting),
  );
  await step("every call is allowed by the function's role", async () => {
    console.log(`   ${await assertCallsAllowed(aws, account, 'stand-in', 30)}`);
  });
  await step('no key and no token is in logs, traces or histories; only histories have task tokens', async () => {
    console.log(`   ${await assertNoSecrets(aws, account, [key, ...tokens])}`);
  });
  await step('cdk destroy deletes all resources', async () => {
    await aws.destroy();
    deepStrictEqual(await account.remainingResources(), []);
  });
}

/** @returns the tokens that were sent */
async function checkSignIn(pool: UserPool, api: string, visitor: Visitor): Promise<string[]> {
  await pool.add('ada@school.example');
  await pool.add('eve@school.example');
  await pool.add('head@school.example', 'administrators');
  const [ada, eve, head] = [
    await pool.signIn('ada@school.example'),
    await pool.signIn('eve@school.example'),
    await pool.signIn('head@school.example'),
  ];
  const send = (token: string | undefined, method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${api}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const refused = await send(undefined, 'GET', '/meetings');
  strictEqual(refused.status, 401);
  strictEqual(refused.headers.get('www-authenticate'), 'Bearer realm="meetings"');
  const lesson = {
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: new Date(visitor.now() + 86_400_000).toISOString(),
    frontend_base_url: FRONTEND,
  };
  const scheduled = await send(ada.access_token, 'POST', '/schedule', lesson);
  strictEqual(scheduled.status, 200);
  const { id } = (await scheduled.json()) as { id: string };
  const statusFor = async (token: string): Promise<number> => (await send(token, 'GET', `/meetings/${id}`)).status;
  deepStrictEqual(
    {
      owner: await statusFor(ada.access_token),
      anotherOrganiser: await statusFor(eve.access_token),
      administrator: await statusFor(head.access_token),
      idToken: await statusFor(ada.id_token),
      changedToken: await statusFor(`${ada.access_token.slice(0, -8)}AAAAAAAA`),
    },
    { owner: 200, anotherOrganiser: 404, administrator: 200, idToken: 401, changedToken: 401 },
  );
  strictEqual((await send(ada.access_token, 'DELETE', `/meetings/${id}`)).status, 202);
  return [ada, eve, head].flatMap(({ access_token, id_token }) => [access_token, id_token]);
}

/** Checks row, hosts, schedules and execution of an ended meeting. */
async function assertTornDown(account: Account, id: string, beforeLaunch: boolean): Promise<void> {
  const row = await account.row(id);
  strictEqual(row.status, 'ENDED');
  const hosts = await account.hosts(id);
  strictEqual(hosts.length, beforeLaunch ? 0 : 1, `hosts of ${id}`);
  for (const { state } of hosts) ok(/^(shutting-down|terminated)$/.test(state), `${id}: ${state}`);
  deepStrictEqual(await account.schedules(id), [], `schedules of ${id}`);
  const execution = await until('the execution ends', 20, async () => {
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

async function checkNeverHealthy(account: Account, visitor: Visitor): Promise<void> {
  const { id } = await visitor.schedule(0);
  aws.hosts.unhealthy.add(id);
  await visitor.ended(id, 90);
  const row = await account.row(id);
  strictEqual(row.outcome, 'FAILED');
  strictEqual(row.failure?.reason, 'HEALTH');
  deepStrictEqual(
    (await account.hosts(id)).toSorted((a, b) => a.attempt.localeCompare(b.attempt)),
    [
      { attempt: '1', state: 'terminated' },
      { attempt: '2', state: 'terminated' },
    ],
  );
  deepStrictEqual(await account.schedules(id), []);
  const { status, error } = await until('the execution ends', 20, async () => {
    const seen = await account.execution(row.execution_arn ?? '');
    return seen.status !== 'RUNNING' && seen;
  });
  deepStrictEqual({ status, error }, { status: 'FAILED', error: 'HostNeverHealthy' });
}

/** The meeting lasts until its first wake-up has run and armed the next one. */
async function checkUpdate(account: Account, visitor: Visitor): Promise<string> {
  const receipt = await visitor.schedule(0);
  const { id } = receipt;
  deepStrictEqual(await account.schedules(id), ['attendance', 'hard-end']);
  await visitor.until('an open room', 60, async () => (await visitor.join(receipt.teacher_link)).status === 200);
  await visitor.presence(receipt.teacher_link, 'joined');
  const before = await account.row(id);
  const updated = { done: false };
  // Also changes the deployment to one that is deleted completely, as docs/deploy.md says.
  const update = aws
    .deploy({ ...context({ ...TIMETABLE, emptyGrace: 30 }), removalPolicy: 'destroy' })
    .then(async () => {
      await account.copyStateMachine();
      updated.done = true;
    });
  // An error of the update is thrown below; this prevents an unhandled rejection until then.
  update.catch(() => undefined);
  await visitor.until('the update is done and the attendance wake-up has run', 400, async () => {
    await visitor.presence(receipt.teacher_link, 'present');
    return updated.done && (await account.schedules(id)).join() === 'hard-end,recheck-a';
  });
  await update;
  await assertContinues(account, visitor, receipt, before);
  return id;
}

/** The meeting keeps its host, execution and timetable. A new meeting gets the new timetable. */
async function assertContinues(
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
  strictEqual((await visitor.api.endMeeting(parseLink(link))).status, 202);
  strictEqual((await visitor.ended(id, 60)).outcome, 'COMPLETED');
  await assertTornDown(account, id, false);
}

/** Adds an orphaned host after its hard end, a host of another deployment, and a leftover row, then runs the sweep. */
async function checkSweep(account: Account, endedMeeting: string): Promise<void> {
  const [orphan, foreign, leftover] = ['orphanhost000001', 'foreignhost00001', 'leftover00000001'];
  await account.launchOrphan(orphan, STACK);
  await account.launchOrphan(foreign, 'another-deployment');
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const { execution_arn: _arn, ...row } = await account.row(endedMeeting);
  const { verdict: _verdict, outcome: _outcome, ended_at: _ended, ...unended } = row;
  await account.putRow({
    ...unended,
    id: leftover,
    status: 'SCHEDULED',
    shelf: 'open',
    accepted: false,
    created_at: anHourAgo,
  });
  await account.invoke('sweep', { source: 'timer' });
  deepStrictEqual(
    (await account.instances(orphan)).map(({ State }) => State?.Name),
    ['terminated'],
  );
  deepStrictEqual(
    (await account.instances(foreign)).map(({ State }) => State?.Name),
    ['running'],
  );
  strictEqual((await account.row(leftover)).status, 'ENDED');
}

await runSteps(aws, main);
