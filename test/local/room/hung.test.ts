import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import type { ToPage } from '../../../local/room/protocol.ts';
import { Room } from '../../../local/room/room.ts';

/** Longer than two periods of pings. Milliseconds. */
const TWO_PINGS = 21_000;

/** The socket of a page. A hung network answers no ping, and closes nothing. */
class Page extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  hung = false;
  terminated = 0;
  readonly received: ToPage[] = [];

  send(text: string): void {
    this.received.push(JSON.parse(text) as ToPage);
  }

  ping(): void {
    if (!this.hung) this.emit('pong');
  }

  terminate(): void {
    this.terminated += 1;
    this.emit('close');
  }

  close(): void {
    this.emit('close');
  }
}

const lesson = {
  names: { teacher: 'Ada', student: 'Ben' },
  languages: { teacher: undefined, student: undefined },
  meet_time: '2026-12-01T15:00:00Z',
  duration_minutes: 60,
  hard_end: '2026-12-01T17:00:00.000Z',
};

describe('a page behind a hung network', () => {
  let room: Room;
  let teacher: Page;
  let student: Page;

  beforeEach(() => {
    jest.useFakeTimers();
    room = new Room({ now: () => 0, speed: 1 });
    [teacher, student] = [new Page(), new Page()];
    room.enter('teacher', 'page-of-teacher', lesson, teacher as unknown as WebSocket);
    room.enter('student', 'page-of-student', lesson, student as unknown as WebSocket);
  });
  afterEach(() => {
    room.close(1001);
    jest.useRealTimers();
  });

  it('is gone after two pings without an answer, and the other person is told', () => {
    student.hung = true;
    jest.advanceTimersByTime(TWO_PINGS);
    expect([teacher.terminated, student.terminated]).toEqual([0, 1]);
    expect(room.people).toBe(1);
    expect(teacher.received.at(-1)).toEqual({ type: 'other', other: null, left: false });
  });

  it('comes back with the same page, before or after it is gone', () => {
    student.hung = true;
    jest.advanceTimersByTime(TWO_PINGS);
    const again = new Page();
    room.enter('student', 'page-of-student', lesson, again as unknown as WebSocket);
    expect(room.people).toBe(2);
    expect(teacher.received.at(-1)).toMatchObject({ type: 'other', other: { page: 'page-of-student' } });
    jest.advanceTimersByTime(TWO_PINGS);
    expect(again.terminated).toBe(0);
  });
});
