import * as z from 'zod/mini';
import { MINUTE, type Millis } from './instants.ts';

/** What the hosts of a build are for: one is installed and becomes the image, one is launched from the image. */
export const PURPOSES = ['install', 'test'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** All hosts of a build power off this long after its start. The state machine of builds ends later. */
export const BUILD_LIMIT: Millis = 90 * MINUTE;

/** Name of the mark with the image of new hosts. Only the build of an image writes it. */
export const IMAGE_MARK = 'image';

const image = z.object({
  image_id: z.string(),
  /** The build that made it. */
  build: z.string(),
  /** Hash of what was installed; a host of a deployment with another hash does not use the image. */
  inputs: z.string(),
  created_at: z.string(),
});
export type PublishedImage = z.infer<typeof image>;

const images = z.object({ current: image, former: z.optional(image) });
/** The image of new hosts, and the one before, which launches in progress may name. */
export type PublishedImages = z.infer<typeof images>;

/** Undefined without a mark, or when it is no such text: hosts are then launched without an image of a build. */
export function publishedImages(mark: string | undefined): PublishedImages | undefined {
  if (mark === undefined) return undefined;
  try {
    return images.safeParse(JSON.parse(mark)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The mark after an image was published. Repeatable. */
export function withPublished(before: PublishedImages | undefined, current: PublishedImage): PublishedImages {
  if (before?.current.build === current.build) return before;
  return { current, ...(before && { former: before.current }) };
}
