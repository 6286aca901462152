import { common, once } from '../../jest.config.mjs';

/** What runs on a host, with real tools and servers of Debian's: shellcheck, cloud-init, nginx, prosody, python3. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/host/**/*.host.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
