import { describe, expect, it } from '@jest/globals';
import { executionName, fractionOf, isMeetingId, meetingOfExecution, newMeetingId } from '../../../steps/domain/ids.ts';
import { EXECUTION, ID } from '../../support/meeting.ts';

describe('ids', () => {
  it('are unique and have 16 characters a-z and 0-9', () => {
    const ids = Array.from({ length: 1000 }, newMeetingId);
    expect(ids.every(isMeetingId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(['', 'ABCDEFGH01234567', `${ID}8`, `${ID.slice(1)}\n`, '../../../etc/pass'])('are invalid: %j', (text) => {
    expect(isMeetingId(text)).toBe(false);
  });

  it('are parsed from the name and the ARN of an execution', () => {
    expect(meetingOfExecution(executionName(ID, 12))).toEqual({ id: ID, revision: 12 });
    expect(meetingOfExecution(EXECUTION)).toEqual({ id: ID, revision: 1 });
  });

  it.each(['', 'somebody-elses-execution', `${ID}-0`, `x${ID}-1`])('are not parsed from %j', (name) => {
    expect(meetingOfExecution(name)).toBeUndefined();
  });

  it('map to a fraction of at least 0 and below 1', () => {
    expect(fractionOf(ID)).toBeGreaterThanOrEqual(0);
    expect(fractionOf(ID)).toBeLessThan(1);
  });
});
