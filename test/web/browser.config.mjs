import { common, once } from '../../jest.config.mjs';

/** Whole meetings in real browsers, against the local runtime and the built pages. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/web/browser/**/*.browser.ts'],
  testTimeout: 90_000,
  // Browsers are hungry: one file at a time.
  maxWorkers: 1,
};
