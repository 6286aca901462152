import { BuildFailed } from '../domain/errors.ts';
import { hasEnded } from '../domain/host-state.ts';
import { IMAGE_MARK, publishedImages } from '../domain/images.ts';
import { DAY, fromIso, type Millis, MINUTE } from '../domain/instants.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { buildHosts } from '../aws/ec2-build-hosts.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import { hostForBuild, planOfBuild } from './launch-build-host.ts';
import { buildCall, buildOf, buildResult, GO_ON, wait } from './step-schemas.ts';

/** An image older than this is made again, so that it has the security updates of its packages. */
export const IMAGE_AGE: Millis = 30 * DAY;
/** An estimate of three to eight minutes, and time for slow mirrors. */
const INSTALL_WITHIN: Millis = 40 * MINUTE;

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'buildHosts' | 'clock' | 'log'>;

/**
 * Launches the host that becomes the image, with the user data of all hosts. It installs everything, prepares its disk, and powers
 * off: a stopped host is complete. Does nothing while the deployment's image is young, unless the build is forced.
 * @throws BuildFailed
 */
export const installHost = (ports: Needs) =>
  withSchemas(buildCall, buildResult, async (call) => {
    const plan = planOfBuild(ports);
    const now = ports.clock.now();
    const { current } = publishedImages(await ports.meetings.getMark(IMAGE_MARK)) ?? {};
    const isYoung = current?.inputs === plan.imageInputs && now < fromIso(current.created_at) + IMAGE_AGE;
    if (isYoung && call.input.force !== true && current.build !== buildOf(call)) return { next: 'NOT_DUE' };
    const host = await hostForBuild(ports, call, 'install', plan);
    if (host.state === 'stopped') return GO_ON;
    if (hasEnded(host)) throw new BuildFailed(`the machine ${host.instanceId} ended before it was installed`);
    if (now >= fromIso(call.startedAt) + INSTALL_WITHIN)
      throw new BuildFailed(`the machine ${host.instanceId} did not finish its installation in time`);
    return wait(30);
  });

export const handler = onLambda(installHost, { meetings, hosts, buildHosts });
