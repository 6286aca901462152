const typescript = { jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: false } }, module: { type: 'es6' } };

/** ES modules all the way: the tests import the same files that are deployed. */
export default {
  testEnvironment: 'node',
  testTimeout: 20_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', typescript],
  },
};
