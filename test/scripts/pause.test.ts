import { describe, expect, it } from '@jest/globals';
import { BadCommand, pauseCommand, readPauseArguments } from '../../scripts/pause/command.ts';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import { t } from '../support/meeting.ts';

describe('npm run pause', () => {
  it('pauses the nets for four hours, tells until when, and ends the pause', async () => {
    const meetings = new MemoryMeetings();
    const on = 'on: no safety net ends a meeting or a host until 2026-12-01T19:00:00Z';
    expect(await pauseCommand(meetings, 'status', t(0))).toMatch(/^off/);
    expect(await pauseCommand(meetings, 'on', t(0))).toBe(on);
    expect(await pauseCommand(meetings, 'status', t(239))).toBe(on);
    expect(await pauseCommand(meetings, 'status', t(240))).toMatch(/^off/);
    expect(await pauseCommand(meetings, 'off', t(1))).toMatch(/^off/);
    expect(await pauseCommand(meetings, 'status', t(1))).toMatch(/^off/);
  });

  it('counts again from the second call', async () => {
    const meetings = new MemoryMeetings();
    await pauseCommand(meetings, 'on', t(0));
    expect(await pauseCommand(meetings, 'on', t(60))).toContain('2026-12-01T20:00:00Z');
  });

  it('reads its arguments', () => {
    expect(readPauseArguments(['status', '--table', 'tutors'])).toEqual({ what: 'status', table: 'tutors' });
    expect(readPauseArguments(['--help'])).toBeUndefined();
  });

  it.each([[[]], [['maybe']], [['on']], [['on', 'off', '--table', 'x']], [['on', '--tabel', 'x']]])(
    'rejects %j',
    (args) => {
      expect(() => readPauseArguments(args)).toThrow(BadCommand);
    },
  );
});
