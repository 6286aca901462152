const typescript = (tsx) => ({
  jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx }, transform: { react: { runtime: 'automatic' } } },
  module: { type: 'es6' },
});

/** Tests run as ES modules, from the source files that are deployed. */
export const common = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.ts$': ['@swc/jest', typescript(false)], '^.+\\.tsx$': ['@swc/jest', typescript(true)] },
};

/** Runs once for each test command. */
export const once = {
  globalSetup: `${import.meta.dirname}/test/support/own-tmp.mjs`,
  globalTeardown: `${import.meta.dirname}/test/support/own-tmp-gone.mjs`,
};

// test/support/test-timeout.ts sets the time-out: Jest does not pass `testTimeout` on to projects.
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
