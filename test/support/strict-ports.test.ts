import { describe, expect, it } from '@jest/globals';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import { aMeeting, ID } from './meeting.ts';
import { strictPorts } from './strict-ports.ts';

describe('strict ports', () => {
  it('pass expected calls on, also to an adapter with private fields', async () => {
    const { meetings, clock } = strictPorts({ meetings: new MemoryMeetings(), clock: { now: () => 5, speed: 2 } });
    await meetings.insert(aMeeting());
    expect(await meetings.find(ID)).toEqual(aMeeting());
    expect([clock.now(), clock.speed]).toEqual([5, 2]);
  });

  it('throw an error with the name of an unexpected call', () => {
    const { hosts, meetings } = strictPorts({ meetings: { find: async () => undefined } });
    expect(() => hosts.running()).toThrow('hosts.running was called, but this test does not expect it');
    expect(() => meetings.insert(aMeeting())).toThrow('meetings.insert was called');
  });
});
