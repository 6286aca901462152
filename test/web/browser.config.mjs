import { common, once } from '../../jest.config.mjs';

/** Browser tests against the local runtime and the built pages. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/web/browser/**/*.browser.ts'],
  testTimeout: 90_000,
  // One file draws pages, and the others mostly wait for clocks: three fill two processors. More browsers at once would need much memory.
  maxWorkers: 3,
};
