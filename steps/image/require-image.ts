import { BuildFailed } from '../domain/errors.ts';
import type { Ports } from '../ports.ts';
import type { Image } from './ports.ts';
import { type BuildCall, buildOf } from './step-schemas.ts';

/** The image of the build, which EC2 has finished. @throws BuildFailed */
export async function requireImage(
  { images }: Pick<Ports, 'images'>,
  call: BuildCall,
): Promise<Image & { readonly imageId: string }> {
  const build = buildOf(call);
  const image = (await images.all()).find((one) => one.build === build);
  if (image?.imageId === undefined || image.state !== 'available') throw new BuildFailed('the image is gone');
  return { ...image, imageId: image.imageId };
}
