import { common, once } from '../../jest.config.mjs';

/** Tests of the files in `infra/host/`. They need root, and the Debian packages that `.ci/run` installs for them. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/host/**/*.host.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
