import { BuildFailed } from '../domain/errors.ts';
import { isDown } from '../domain/host-state.ts';
import { fromIso, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { buildHosts } from '../aws/ec2-build-hosts.ts';
import { images } from '../aws/ec2-images.ts';
import { imageCheck } from '../aws/jitsi-image-check.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import { hostForBuild, planOfBuild } from './launch-build-host.ts';
import { requireImage } from './require-image.ts';
import { buildCall, buildResult, GO_ON, wait } from './step-schemas.ts';

/** From the launch of the test host: a host of a meeting must be faster. */
const READY_WITHIN: Millis = 10 * MINUTE;
/** From the start of the build, before its hosts power off. */
const TESTED_WITHIN: Millis = 85 * MINUTE;

type Needs = Pick<Ports, 'hosts' | 'buildHosts' | 'images' | 'imageCheck' | 'clock' | 'log'>;

/**
 * Launches a host from the image and plays the checks of a room against it. This host installs nothing, so that an incomplete
 * image fails.
 * @throws BuildFailed
 */
export const testImage = (ports: Needs) =>
  withSchemas(buildCall, buildResult, async (call) => {
    const { imageId, inputs } = await requireImage(ports, call);
    const { candidates } = planOfBuild(ports);
    const host = await hostForBuild(ports, call, 'test', { candidates, imageInputs: inputs, imageId });
    if (isDown(host)) throw new BuildFailed(`the test machine ${host.instanceId} is ${host.state}`);
    const { ready, detail } = await ports.imageCheck.check(host);
    const now = ports.clock.now();
    ports.log.info('image checked', { imageId, detail, seconds: Math.round((now - host.launchedAt) / SECOND) });
    if (ready) return GO_ON;
    if (now >= Math.min(host.launchedAt + READY_WITHIN, fromIso(call.startedAt) + TESTED_WITHIN))
      throw new BuildFailed(`a host from the image is not ready: ${detail}`);
    return wait(15);
  });

export const handler = onLambda(testImage, { hosts, buildHosts, images, imageCheck });
