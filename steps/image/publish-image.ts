import { BuildFailed } from '../domain/errors.ts';
import { IMAGE_MARK, publishedImages, withPublished } from '../domain/images.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Ports } from '../ports.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { images } from '../aws/ec2-images.ts';
import { withSchemas } from '../meeting/step-schemas.ts';
import { planOfBuild } from './launch-build-host.ts';
import { requireImage } from './require-image.ts';
import { buildCall, buildResult, GO_ON } from './step-schemas.ts';

/** Writes the tested image to the mark that launches read. Nothing else writes it. @throws BuildFailed */
export const publishImage = (ports: Pick<Ports, 'meetings' | 'hosts' | 'images' | 'log'>) =>
  withSchemas(buildCall, buildResult, async (call) => {
    const { build, imageId, inputs, createdAt } = await requireImage(ports, call);
    // No launch would use it, and the image before it may be good for a deployment that is rolled back.
    if (inputs !== planOfBuild(ports).imageInputs) throw new BuildFailed('the deployment changed during the build');
    const before = publishedImages(await ports.meetings.getMark(IMAGE_MARK));
    const current = { image_id: imageId, build, inputs, created_at: isoMillis(createdAt) };
    await ports.meetings.setMark(IMAGE_MARK, JSON.stringify(withPublished(before, current)));
    ports.log.info('image published', current);
    return GO_ON;
  });

export const handler = onLambda(publishImage, { meetings, hosts, images });
