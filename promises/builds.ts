import type { PublishedTrace } from './build-trace.ts';
import { promise, when } from './promise.ts';

export const imageBuild = promise(
  'image-build',
  'A build publishes its image only after a host from it passed the test, and only if it has what the deployment installs. A build that ends before changes nothing. The published image and the one before exist; older ones and all hosts are removed.',
  ['build'],
  ({ build }) => [
    ...build.published.flatMap(untested),
    ...when(build.published.length > 0 && !build.reachedPublish, 'it published an image before its test was over'),
    ...when(build.status === 'SUCCEEDED' && build.published.length === 0, 'it succeeded, and published nothing'),
    ...build.missing.map((imageId) => `new hosts start from ${imageId}, which does not exist`),
    ...build.hosts.flatMap(({ instanceId, terminated }) => when(!terminated, `${instanceId} was not terminated`)),
    ...build.unused.map((imageId) => `${imageId} is left, and no launch can use it`),
  ],
);

export const imageOfLaunch = promise(
  'image-of-launch',
  'A host starts only from an image that was tested and has what the deployment installs, and a launch that is asked for again keeps its image.',
  ['launchedImages'],
  ({ launchedImages }) =>
    launchedImages.flatMap(({ clientToken, named, imageId, ...image }) => [
      ...(imageId === undefined ? [] : untested({ at: 0, tested: false, fits: false, imageId, ...image })),
      ...when(named.length > 1, `${clientToken} named ${named.join(' and ')}`),
    ]),
);

const untested = ({ imageId, tested, fits }: PublishedTrace): readonly string[] => [
  ...when(!tested, `no host from ${imageId} had been ready`),
  ...when(!fits, `${imageId} was not made from what the deployment installs`),
];
