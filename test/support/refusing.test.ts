import { describe, expect, it } from '@jest/globals';
import { MemoryMeetings } from '../../simulation/memory/meetings.ts';
import { aMeeting, ID } from './meeting.ts';
import { refusing } from './refusing.ts';

describe('ports that refuse', () => {
  it('let the expected calls through, also to an adapter with private fields', async () => {
    const { meetings, clock } = refusing({ meetings: new MemoryMeetings(), clock: { now: () => 5, speed: 2 } });
    await meetings.insert(aMeeting());
    expect(await meetings.find(ID)).toEqual(aMeeting());
    expect([clock.now(), clock.speed]).toEqual([5, 2]);
  });

  it('name the call that nobody expected', () => {
    const { hosts, meetings } = refusing({ meetings: { find: async () => undefined } });
    expect(() => hosts.running()).toThrow('hosts.running was called, which this test does not expect');
    expect(() => meetings.insert(aMeeting())).toThrow('meetings.insert was called');
  });
});
