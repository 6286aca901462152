import { common, once } from '../../jest.config.mjs';

/** Tests of the files in `infra/host/`. They need these Debian packages: shellcheck, cloud-init, nginx-light, prosody. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/host/**/*.host.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
