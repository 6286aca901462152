import { jest } from '@jest/globals';

/** Stops tests that hang. The limit is high because a simple test takes seconds on a busy machine. */
jest.setTimeout(60_000);
