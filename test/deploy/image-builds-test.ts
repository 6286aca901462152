import '../../local/quiet-aws-libraries.ts';
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { namesOf } from '../../infra/names.ts';
import { derivedId } from '../../steps/domain/ids.ts';
import { BUILD_LIMIT, IMAGE_MARK, publishedImages, PURPOSES } from '../../steps/domain/images.ts';
import { isoSeconds } from '../../steps/domain/instants.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { until } from '../support/until.ts';
import { Account } from './account.ts';
import { DOMAIN, EmulatedAws, STACK } from './emulated-aws.ts';
import { assertCallsAllowed } from './permissions.ts';
import { run } from './processes.ts';
import { runSteps, step } from './run-steps.ts';

const CONTEXT = {
  domain: DOMAIN,
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  certificate: 'provided',
  // MiniStack's CloudFront serves no files.
  pages: 'false',
  removalPolicy: 'destroy',
};
/** Seconds. */
const BUILT_WITHIN = 400;

interface Build {
  readonly execution: string;
  readonly build: string;
}
const buildOf = (execution: string): Build => ({ execution, build: derivedId(execution) });

const aws = new EmulatedAws('images-');

async function main(): Promise<void> {
  await step('the emulators start', () => aws.start());
  const account = new Account(aws);
  await step('cdk bootstrap', () => aws.bootstrap());
  const { TableName = '', ImageBuildArn = '' } = await step('rooms are deployed', () => aws.deploy(CONTEXT));
  account.table = TableName;
  await account.copyStateMachine(namesOf(STACK).buildStateMachine);
  await checkBuilds(account, ImageBuildArn);
  await step("every call is allowed by the function's role", async () => {
    console.log(`   ${await assertCallsAllowed(aws, account, 'jitsi', 10)}`);
  });
  await step('cdk destroy deletes all resources', async () => {
    await aws.destroy();
    deepStrictEqual(await account.remainingResources(), []);
  });
}

/** Two builds overlap; the second one fails after the first one has published its image. */
async function checkBuilds(account: Account, machine: string): Promise<void> {
  const { starting, broken, asked } = aws.buildHosts;
  const first = await step('the command of the operator starts a build', () => startByCommand(machine));
  starting.add(first.build);
  await step('nothing is published while the test host is not ready', async () => {
    await until('the test host is asked', BUILT_WITHIN, async () => (asked.get(first.build) ?? 0) > 0);
    strictEqual(await account.mark(IMAGE_MARK), undefined);
  });
  // With a name: moto takes two executions without one for the same.
  const second = buildOf(await account.startExecution(machine, 'second', { force: true }));
  broken.add(second.build);
  starting.delete(first.build);

  const [made, published] = await step('the image is published when the test host is ready', async () => {
    deepStrictEqual(await end(account, first), { status: 'SUCCEEDED', error: undefined });
    return assertPublished(account, first);
  });
  await step('a build whose test host powers off changes nothing', async () => {
    deepStrictEqual(await end(account, second), { status: 'FAILED', error: 'BuildFailed' });
    strictEqual(await account.mark(IMAGE_MARK), published);
    deepStrictEqual(await account.images(second.build), {});
    deepStrictEqual(await account.images(first.build), made);
    await assertHostsGone(account, second, Object.values(made)[0]?.[TAGS.inputs]);
  });
}

/** Checks the image, its snapshot, the mark that launches read, and the hosts. */
async function assertPublished(account: Account, build: Build) {
  const published = await account.mark(IMAGE_MARK);
  const { current, former } = publishedImages(published) ?? {};
  const made = await account.images(build.build);
  ok(current && current.image_id in made && current.build === build.build && !former, published);
  const tags = { [TAGS.deployment]: STACK, [TAGS.build]: build.build, [TAGS.inputs]: current.inputs };
  deepStrictEqual(Object.values(made), [tags, tags]);
  deepStrictEqual(
    Object.keys(made).map((id) => id.split('-')[0]),
    ['ami', 'snap'],
  );
  await assertHostsGone(account, build, current.inputs);
  return [made, published] as const;
}

/** One host was installed, and one launched from the image; no other was. */
async function assertHostsGone(account: Account, { build, execution }: Build, inputs = ''): Promise<void> {
  const { startDate } = await account.execution(execution);
  const hosts = PURPOSES.map((purpose) => ({
    tags: {
      Name: `${STACK} build ${build} ${purpose}`,
      [TAGS.deployment]: STACK,
      [TAGS.build]: build,
      [TAGS.role]: purpose,
      [TAGS.inputs]: inputs,
      [TAGS.hardEnd]: isoSeconds((startDate?.getTime() ?? 0) + BUILD_LIMIT),
    },
    state: 'terminated',
  }));
  deepStrictEqual(await account.buildHosts(build), hosts);
}

const end = (account: Account, { execution }: Build) =>
  until('the build ends', BUILT_WITHIN, async () => {
    const { status, error } = await account.execution(execution);
    if (status !== 'RUNNING') return { status, error };
    // The build waits for half a minute several times.
    await sleep(1_000);
    return false;
  });

async function startByCommand(machine: string): Promise<Build> {
  const output = await run('npm', ['run', '--silent', 'build-image', '--', '--state-machine', machine], {
    ...aws.environment,
    AWS_ENDPOINT_URL: aws.moto,
  });
  return buildOf(/^started: (\S+)/.exec(output)?.[1] ?? '');
}

await runSteps(aws, main);
