import { BuildFailed } from '../domain/errors.ts';
import { fromIso, type Millis, MINUTE } from '../domain/instants.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { buildHosts } from '../aws/ec2-build-hosts.ts';
import { images } from '../aws/ec2-images.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import { buildCall, buildOf, buildResult, GO_ON, wait } from './step-schemas.ts';

/** From the start of the build. */
const IMAGE_WITHIN: Millis = 70 * MINUTE;

/** Makes an image of the installed host, and waits until EC2 has copied its disk. @throws BuildFailed */
export const createImage = (ports: Pick<Ports, 'buildHosts' | 'images' | 'clock' | 'log'>) =>
  withSchemas(buildCall, buildResult, async (call) => {
    const build = buildOf(call);
    const image = (await ports.images.all()).find((one) => one.build === build && one.imageId !== undefined);
    if (image?.state === 'available') return GO_ON;
    if (image?.state === 'failed') throw new BuildFailed(`EC2 could not make the image ${image.imageId}`);
    if (ports.clock.now() >= fromIso(call.startedAt) + IMAGE_WITHIN)
      throw new BuildFailed('EC2 did not finish the image in time');
    if (!image) {
      const host = (await ports.buildHosts.ofBuild(build)).find(({ purpose }) => purpose === 'install');
      if (host?.state !== 'stopped') throw new BuildFailed(`the installed machine is ${host?.state ?? 'not found'}`);
      await ports.images.create(host);
      ports.log.info('image requested', { build, instanceId: host.instanceId });
    }
    return wait(30);
  });

export const handler = onLambda(createImage, { buildHosts, images });
