import { node, once } from '../jest.config.mjs';

/** Tests with processes of their own, or with many meetings or requests. `npm test` would take too long with them. */
export default {
  ...node,
  ...once,
  testMatch: ['<rootDir>/test/**/*.long.ts'],
  maxWorkers: '100%',
};
