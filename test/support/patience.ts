import { jest } from '@jest/globals';

/** A limit against what hangs, not a measure: on a busy machine an ordinary test takes seconds. */
jest.setTimeout(60_000);
