import { common, once } from '../../jest.config.mjs';

/** Browser tests against the local runtime and the built pages. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/web/browser/**/*.browser.ts'],
  testTimeout: 90_000,
  // Browsers need much memory: run one file at a time.
  maxWorkers: 1,
};
