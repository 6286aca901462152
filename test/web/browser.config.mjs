import { common, once } from '../../jest.config.mjs';

/** Browser tests against the local runtime and the built pages. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/web/browser/**/*.browser.ts'],
  testTimeout: 90_000,
  testSequencer: '<rootDir>/test/web/support/scenes-first.mjs',
  // Some files draw pages, and others wait for clocks: three fill two processors.
  maxWorkers: 3,
};
