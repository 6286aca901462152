import { IMAGE_MARK, publishedImages } from '../domain/images.ts';
import type { LaunchPlan, Ports } from '../ports.ts';

/**
 * The plan with the image of the latest build. Without one of the deployment's own inputs, hosts start from the image of the
 * launch template: on a first deployment, and after a deployment that changes what is installed, until the next build.
 */
export async function withImage({ meetings }: Pick<Ports, 'meetings'>, plan: LaunchPlan): Promise<LaunchPlan> {
  if (plan.imageInputs === undefined) return plan;
  const { current } = publishedImages(await meetings.getMark(IMAGE_MARK)) ?? {};
  if (current?.inputs !== plan.imageInputs) return plan;
  return { ...plan, parameters: { ...plan.parameters, image_id: current.image_id } };
}

/** @param gone an image that EC2 refused in this launch */
export function withoutImage(parameters: LaunchPlan['parameters'], gone: string | undefined): LaunchPlan['parameters'] {
  if (gone === undefined || parameters['image_id'] !== gone) return parameters;
  const { image_id: _gone, ...others } = parameters;
  return others;
}
