import { common, once } from '../../jest.config.mjs';

/** Browser tests against the local runtime and the built pages. */
export default {
  ...common,
  ...once,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/web/browser/**/*.browser.ts'],
  testTimeout: 90_000,
  testSequencer: '<rootDir>/test/web/support/scenes-first.mjs',
  // Two files draw pages, and the others mostly wait for clocks: four fill two processors. More browsers at once would need much memory.
  maxWorkers: 4,
};
