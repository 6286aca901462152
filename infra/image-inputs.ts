import { createHash } from 'node:crypto';
import type { Config } from './config.ts';
import { HOST_KIND_SPECS } from './host-kinds.ts';
import { userData } from './user-data.ts';

/**
 * Hash of everything that an image is made from; undefined when the deployment builds none. A change makes launches use the stock
 * image until the next build. Values that the boot of each host writes again are not part of it.
 */
export function imageInputs(config: Config): string | undefined {
  const { hostKind, image, jitsiImages, jitsiVersion, jitsiDigests, ubuntuSnapshot, volumeGiB, rootDeviceName } =
    config;
  if (image !== 'build') return undefined;
  const stock = HOST_KIND_SPECS[hostKind].imageParameter;
  // A volume cannot be smaller than the image.
  const containers = [jitsiImages, jitsiVersion, jitsiDigests];
  const inputs = [stock, containers, ubuntuSnapshot, volumeGiB, rootDeviceName, userData(hostKind, {}, 'builds')];
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}
