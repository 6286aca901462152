import { MemoryClock } from './memory/clock.ts';
import { fixedSettings, silentLog } from './memory/fixed.ts';
import { MemoryDays } from '../../simulation/world/memory/days.ts';
import { MemoryReadyTimes } from '../../simulation/world/memory/ready-times.ts';
import { MemorySlots } from '../../simulation/world/memory/slots.ts';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Host } from '../../steps/ports.ts';
import { listen } from './listening.ts';
import { EXECUTION, ID, t } from './meeting.ts';

/** The ports that every step needs, with one row in the table, in a deployment that could always be reached. A test adds the others. */
export async function stepPorts(row: Meeting | undefined, minutes: number) {
  const meetings = new MemoryMeetings();
  if (row) await meetings.insert(row);
  await listen(meetings, minutes - 60, minutes);
  const clock = new MemoryClock(t(minutes));
  return {
    meetings,
    slots: new MemorySlots(),
    days: new MemoryDays(),
    readyTimes: new MemoryReadyTimes(),
    settings: fixedSettings(),
    clock,
    log: silentLog,
    row: async (): Promise<Meeting> => (await meetings.find(ID)) as Meeting,
  };
}

/** The running host of `aLaunching` and `aReady`. */
export const aHost = (fields: Partial<Host> = {}): Host => ({
  instanceId: 'i-1',
  meetingId: ID,
  revision: 1,
  role: 'room',
  attempt: 1,
  state: 'running',
  launchedAt: t(-10),
  hardEnd: t(120),
  publicName: 'h.example',
  ...fields,
});

export const aTask = (fields: Record<string, unknown> = {}) => ({
  input: { meetingId: ID, revision: 1 },
  execution: EXECUTION,
  task: { token: 'hold-token', state: 'Hold meeting', enteredAt: '2026-12-01T15:01:00Z', retryCount: 0, ...fields },
});
