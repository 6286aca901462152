const typescript = (tsx) => ({
  jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx }, transform: { react: { runtime: 'automatic' } } },
  module: { type: 'es6' },
});

/** Tests run as ES modules, from the source files that are deployed. */
export const common = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^@aws-lambda-powertools/tracer$': '<rootDir>/test/support/no-tracer.ts',
    // What Vite makes of these files.
    '/built-\\w+\\.ts$': '<rootDir>/test/web/support/built-languages.ts',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', typescript(false)], '^.+\\.tsx$': ['@swc/jest', typescript(true)] },
};

/** Packages in CommonJS that take long to load. */
const SHARED = '(aws-cdk-lib|constructs|@aws-sdk|@smithy)/';

/** On Node.js, with one instance of the CDK and of the SDK for all files of a worker. */
export const node = {
  ...common,
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  transform: {
    [`/node_modules/${SHARED}`]: '<rootDir>/test/support/native-module.mjs',
    ...common.transform,
  },
  transformIgnorePatterns: [`/node_modules/(?!${SHARED})`],
  // The second sets the time-out: Jest does not pass `testTimeout` on to projects.
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/test-timeout.ts'],
};

/** Runs once for each test command. */
export const once = {
  globalSetup: `${import.meta.dirname}/test/support/own-tmp.mjs`,
  globalTeardown: `${import.meta.dirname}/test/support/own-tmp-gone.mjs`,
};

export default {
  ...once,
  maxWorkers: '100%',
  // A worker keeps the modules of all its test files. Without this limit it reaches 1.6 GB, and collecting its garbage doubles the time.
  workerIdleMemoryLimit: '300MB',
  projects: [
    {
      ...node,
      displayName: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
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
