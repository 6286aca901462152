import { beforeAll, describe, expect, it } from '@jest/globals';
import { namesOf } from '../../infra/names.ts';
import { BUILD_FUNCTIONS } from '../../statemachine/image-build.ts';
import { World } from '../../simulation/world/world.ts';
import { IMAGE_MARK } from '../../steps/domain/images.ts';
import { HOUR } from '../../steps/domain/instants.ts';
import { markId } from '../../steps/aws/meetings-table.ts';
import { PAUSE_MARK } from '../../steps/domain/pause.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { contextOf, Synthesis } from '../infra/template.ts';
import { t } from '../support/meeting.ts';
import { isAllowed } from './decide.ts';
import { deploymentFacts } from './deployment-facts.ts';
import { type AccessRequest, requestsOf } from './requests.ts';
import { arn, Resolved, type TemplateJson } from './resolved.ts';
import { Shadow } from './shadow.ts';

const resolved = new Resolved(
  new Synthesis({ ...contextOf('jitsi'), pages: false }).template.toJSON() as unknown as TemplateJson,
);
const { function: deployedName } = namesOf('elephant-meetings');
const OURS = { [TAGS.deployment]: 'elephant-meetings' };
const ofBuild = { ...OURS, [TAGS.build]: 'b1' };
/** Instances have the tags of hosts of builds; images and snapshots those of the deployment. */
const facts = {
  ...deploymentFacts(resolved, (id) => (/^(i|build)-/.test(id) ? ofBuild : OURS), true),
  imageParameter:
    'arn:aws:ssm:us-east-1::parameter/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
};
const isAllowedTo = (name: string, request: AccessRequest): Promise<boolean> =>
  isAllowed(resolved.policiesOf(deployedName(name)), request);

const made = new Map<string, AccessRequest[]>();

beforeAll(async () => {
  const shadow = new Shadow(resolved);
  const world = new World({ start: t(0), images: {}, between: shadow.between });
  for (const name of ['first', 'second', 'third']) {
    world.images.engine.start(name, { force: true });
    await world.run(world.now + HOUR);
  }
  const builders = BUILD_FUNCTIONS.map(deployedName);
  for (const call of shadow.calls)
    if (builders.includes(call.function))
      made.set(call.function, [...(made.get(call.function) ?? []), ...requestsOf(call, facts)]);
});

describe('in builds of images', () => {
  it.each(BUILD_FUNCTIONS)('%s has every permission that it uses', async (name) => {
    const requests = new Map((made.get(deployedName(name)) ?? []).map((one) => [JSON.stringify(one), one]));
    expect(requests.size).toBeGreaterThan(0);
    const refused: AccessRequest[] = [];
    for (const request of requests.values()) if (!(await isAllowedTo(name, request))) refused.push(request);
    expect(refused).toEqual([]);
  });

  it.each(BUILD_FUNCTIONS)('%s uses every permission that it has', (name) => {
    const granted = resolved
      .policiesOf(deployedName(name))
      .flatMap(({ Statement }) => Statement.flatMap(({ Action }) => [Action].flat() as string[]))
      .filter((action) => !/^(logs|xray):/.test(action));
    const used = (made.get(deployedName(name)) ?? []).map(({ action }) => action);
    // The model of images has no snapshots of their own.
    expect([...new Set(granted)].filter((action) => !used.includes(action))).toEqual(
      name === 'endBuild' ? ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'] : [],
    );
  });

  const image = 'arn:aws:ec2:us-east-1::image/ami-1';
  const host = arn('ec2', 'instance/i-1');
  const table = resolved.only('AWS::DynamoDB::Table', (id) => id.startsWith('Meetings')).arn;
  const tagged = (tags: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  const role = (builds: boolean): string => deploymentFacts(resolved, () => OURS, builds).template.role;
  const pass = (builds: boolean) => ({
    action: 'iam:PassRole',
    resource: role(builds),
    context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  });

  it('removes images of this deployment only', async () => {
    const deregister = { action: 'ec2:DeregisterImage', resource: image };
    expect(await isAllowedTo('endBuild', { ...deregister, context: tagged(OURS) })).toBe(true);
    expect(await isAllowedTo('endBuild', { ...deregister, context: tagged({ [TAGS.deployment]: 'another' }) })).toBe(
      false,
    );
    expect(await isAllowedTo('endBuild', { ...deregister, context: {} })).toBe(false);
  });

  it('deletes snapshots of this deployment only', async () => {
    const request = { action: 'ec2:DeleteSnapshot', resource: 'arn:aws:ec2:us-east-1::snapshot/snap-1' };
    expect(await isAllowedTo('endBuild', { ...request, context: tagged(OURS) })).toBe(true);
    expect(await isAllowedTo('endBuild', { ...request, context: {} })).toBe(false);
  });

  it('makes no image of the host of a meeting, whose disk has secrets', async () => {
    const request = { action: 'ec2:CreateImage', resource: host };
    expect(await isAllowedTo('createImage', { ...request, context: tagged(ofBuild) })).toBe(true);
    expect(await isAllowedTo('createImage', { ...request, context: tagged(OURS) })).toBe(false);
  });

  it('gives the role of meetings, which reads secrets, to no host of a build', async () => {
    for (const name of ['installHost', 'testImage']) {
      expect(await isAllowedTo(name, pass(true))).toBe(true);
      expect(await isAllowedTo(name, pass(false))).toBe(false);
    }
    expect(await isAllowedTo('launchHost', pass(true))).toBe(false);
  });

  it('writes the mark of the image only', async () => {
    const put = (id: string) => ({
      action: 'dynamodb:PutItem',
      resource: table,
      context: { 'dynamodb:LeadingKeys': id },
    });
    expect(await isAllowedTo('publishImage', put(markId(IMAGE_MARK)))).toBe(true);
    for (const id of [markId(PAUSE_MARK), 'abcdefgh01234567'])
      expect(await isAllowedTo('publishImage', put(id))).toBe(false);
  });

  it('lets a meeting use an image of this deployment only', async () => {
    const { id } = deploymentFacts(resolved).template;
    const template = {
      'ec2:LaunchTemplate': arn('ec2', `launch-template/${id}`),
      'ec2:IsLaunchTemplateResource': 'false',
    };
    const run = { action: 'ec2:RunInstances', resource: image };
    expect(await isAllowedTo('launchHost', { ...run, context: { ...template, ...tagged(OURS) } })).toBe(true);
    expect(await isAllowedTo('launchHost', { ...run, context: template })).toBe(false);
  });
});
