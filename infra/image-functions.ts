import { EC2_STEP, type FunctionSpec } from './function-spec.ts';

const BUILD_STEP = { ...EC2_STEP, onlyWith: 'images' } as const;

/** The functions of the workflow that builds images. */
export const IMAGE_FUNCTIONS = {
  installHost: {
    ...BUILD_STEP,
    entry: 'steps/image/install-host.ts',
    description: 'Launches the host that becomes the image, and waits until it is installed.',
    grants: ['meetings:read', 'hosts:describe', 'builds:launch'],
  },
  createImage: {
    ...BUILD_STEP,
    entry: 'steps/image/create-image.ts',
    description: 'Makes an image of the installed host.',
    grants: ['hosts:describe', 'images:describe', 'images:create'],
  },
  testImage: {
    ...BUILD_STEP,
    entry: 'steps/image/test-image.ts',
    description: 'Launches a host from the image, and plays the checks of a room against it.',
    grants: ['hosts:describe', 'images:describe', 'builds:launch'],
  },
  publishImage: {
    ...BUILD_STEP,
    entry: 'steps/image/publish-image.ts',
    description: 'Makes the tested image the one of new hosts.',
    grants: ['meetings:read', 'images:describe', 'images:publish'],
  },
  endBuild: {
    ...BUILD_STEP,
    entry: 'steps/image/end-build.ts',
    description: 'Ends the hosts of a build, and removes images that no launch can use.',
    grants: ['meetings:read', 'hosts:describe', 'hosts:end', 'images:describe', 'images:remove'],
  },
} as const satisfies Record<string, FunctionSpec>;
