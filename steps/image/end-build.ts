import { hasEnded } from '../domain/host-state.ts';
import { BUILD_LIMIT, IMAGE_MARK, publishedImages } from '../domain/images.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { buildHosts } from '../aws/ec2-build-hosts.ts';
import { images } from '../aws/ec2-images.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import { settleEach } from '../settle-all.ts';
import { buildCall, buildOf, buildResult, GO_ON, wait } from './step-schemas.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'buildHosts' | 'images' | 'clock' | 'log'>;

/**
 * Ends the hosts of the build, and removes the images that no launch can use: all but the published one and the one before it.
 * Runs after every build, also after a failed one. A host that a look-up misses ends by the sweep.
 */
export const endBuild = (ports: Needs) =>
  withSchemas(buildCall, buildResult, async (call) => {
    const build = buildOf(call);
    const running = (await ports.buildHosts.ofBuild(build)).filter((host) => !hasEnded(host));
    await settleEach(running, async ({ instanceId }) => {
      const result = await ports.hosts.end(instanceId);
      ports.log.info('build host ended', { build, instanceId, result });
    });
    if (running.length > 0) return wait(30);
    const published = publishedImages(await ports.meetings.getMark(IMAGE_MARK));
    const kept = [published?.current.build, published?.former?.build];
    // Another build may be making a younger one.
    const old = ports.clock.now() - BUILD_LIMIT;
    const unused = (await ports.images.all()).filter(
      (image) => !kept.includes(image.build) && (image.build === build || image.createdAt < old),
    );
    await settleEach(unused, async (image) => {
      await ports.images.remove(image.build);
      ports.log.info('image removed', { build: image.build, imageId: image.imageId });
    });
    return GO_ON;
  });

export const handler = onLambda(endBuild, { meetings, hosts, buildHosts, images });
