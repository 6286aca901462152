import { describe, expect, it } from '@jest/globals';
import { allowedBefore, mayFollow, STATUSES } from '../../../steps/domain/status.ts';

describe('the status of a meeting', () => {
  it('moves forward one step at a time', () => {
    const course = ['SCHEDULED', 'LAUNCHING', 'READY', 'IN_PROGRESS', 'ENDED'] as const;
    for (const [index, status] of course.slice(1).entries()) expect(mayFollow(course[index]!, status)).toBe(true);
  });

  it('may end from every status', () => {
    expect(STATUSES.every((status) => mayFollow(status, 'ENDED'))).toBe(true);
  });

  it('never moves back, and never leaves ENDED', () => {
    for (const [later, status] of STATUSES.entries())
      for (const earlier of STATUSES.slice(0, later)) expect(mayFollow(status, earlier)).toBe(false);
  });

  it('skips no status except on the way to ENDED', () => {
    expect(mayFollow('SCHEDULED', 'READY')).toBe(false);
    expect(mayFollow('LAUNCHING', 'IN_PROGRESS')).toBe(false);
  });

  it('allows a write that keeps it', () => {
    for (const status of STATUSES) expect(allowedBefore(status)).toContain(status);
  });
});
