const typescript = (tsx) => ({
  jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx }, transform: { react: { runtime: 'automatic' } } },
  module: { type: 'es6' },
});

/** ES modules all the way: the tests import the same files that are deployed. */
export const common = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.ts$': ['@swc/jest', typescript(false)], '^.+\\.tsx$': ['@swc/jest', typescript(true)] },
};

/** Once for all that a command tests. */
export const once = {
  globalSetup: `${import.meta.dirname}/test/support/own-tmp.mjs`,
  globalTeardown: `${import.meta.dirname}/test/support/own-tmp-gone.mjs`,
};

// A time-out for all tests cannot be given here: Jest does not hand it on to projects (test/support/test-timeout.ts).
export default {
  ...once,
  maxWorkers: '100%',
  projects: [
    {
      ...common,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/support/setup.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/test-timeout.ts'],
    },
    {
      ...common,
      displayName: 'pages',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/test/web/**/*.test.tsx'],
      setupFilesAfterEnv: ['<rootDir>/test/support/test-timeout.ts', '<rootDir>/test/web/support/dom.ts'],
    },
  ],
};
