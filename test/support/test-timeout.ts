import { jest } from '@jest/globals';

/** Stops tests that hang. The limit is high: a test of 15 seconds takes minutes on a small, busy machine. */
jest.setTimeout(300_000);
