import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../../steps/domain/instants.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import {
  isAwaited,
  mayMoveTo,
  staleRevisions,
  withoutRevisions,
  withReservation,
  withRevision,
} from '../../../steps/domain/revisions.ts';
import { aMeeting, t } from '../../support/meeting.ts';

const NOW = t(-60);
const after = (seconds: number): number => NOW + seconds * SECOND;
/** Revision 2 is reserved. */
const reserved = withReservation(aMeeting(), NOW);
const moved = withRevision(reserved, 2, 'arn:2');

describe('a reserved revision', () => {
  it('can become the revision of the row for half a minute, and its execution waits somewhat longer', () => {
    expect([30, 31].map((seconds) => mayMoveTo(reserved, 2, after(seconds)))).toEqual([true, false]);
    expect([45, 46].map((seconds) => isAwaited(reserved, 2, after(seconds)))).toEqual([true, false]);
  });

  it.each<[string, Meeting]>([
    ['was never reserved', aMeeting()],
    ['was settled', withoutRevisions(reserved, [2])],
    ['is older than that of the row', withRevision(withReservation(reserved, NOW), 3, 'arn:3')],
    ['is of a meeting that is launched', { ...reserved, status: 'LAUNCHING' }],
  ])('cannot become the revision of the row when it %s', (_why, row) => {
    expect([mayMoveTo(row, 2, NOW), isAwaited(row, 2, NOW)]).toEqual([false, false]);
  });

  it('has a number that no other revision has or had', () => {
    const settled = withoutRevisions(reserved, [2]);
    expect(withReservation(settled, NOW)).toMatchObject({ revision: 1, last_revision: 3 });
    expect(withReservation(moved, NOW)).toMatchObject({ revision: 2, last_revision: 3 });
  });
});

it('a row that gets a revision keeps the one before until its execution and wake-ups are settled', () => {
  expect(moved).toMatchObject({ revision: 2, execution_arn: 'arn:2', other_revisions: [{ revision: 1 }] });
  expect(withoutRevisions(moved, [1])).not.toHaveProperty('other_revisions');
  expect(withoutRevisions(moved, [7])).toBe(moved);
});

describe('revisions that the sweep settles', () => {
  it('are those that the row had', () => {
    expect(staleRevisions(moved, NOW)).toEqual([1]);
  });

  it('are reserved ones only when no call can be in flight any more, or after the end', () => {
    expect([0, 599, 600].map((seconds) => staleRevisions(reserved, after(seconds)))).toEqual([[], [], [2]]);
    expect(staleRevisions({ ...reserved, status: 'ENDED' }, NOW)).toEqual([2]);
  });
});
