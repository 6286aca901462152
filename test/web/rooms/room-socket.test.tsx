import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CLOSE, type ToPage } from '../../../local/room/protocol.ts';
import { RoomSocket } from '../../../web/rooms/call/room-socket.ts';

/** A WebSocket whose network the test controls. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 1;
  readonly sent: string[] = [];

  constructor() {
    super();
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  /** A hung network: the close never arrives. */
  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.dispatchEvent(new Event('open'));
  }

  receive(message: ToPage): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  closedByRoom(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

const native = globalThis.WebSocket;

describe('the socket of a page in the room', () => {
  const lost = jest.fn();
  const dismissed = jest.fn();
  let socket: RoomSocket;

  beforeEach(() => {
    jest.useFakeTimers();
    FakeSocket.all = [];
    globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;
    socket = new RoomSocket('page-of-tests', 'token', { message: () => undefined, lost, dismissed });
    FakeSocket.all[0]?.open();
  });
  afterEach(() => {
    socket.close();
    globalThis.WebSocket = native;
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('stays while each ping is answered', () => {
    for (let ping = 0; ping < 5; ping++) {
      jest.advanceTimersByTime(5_000);
      FakeSocket.all[0]?.receive({ type: 'pong' });
    }
    expect([FakeSocket.all.length, lost.mock.calls.length]).toEqual([1, 0]);
  });

  it('finds a hung network within ten seconds, says so, and connects again', () => {
    jest.advanceTimersByTime(9_500);
    expect(FakeSocket.all[0]?.sent).toContain('{"type":"ping"}');
    expect(lost).toHaveBeenCalledTimes(1);
    expect(FakeSocket.all).toHaveLength(2);
    // The close of the first one arrives late, and changes nothing.
    FakeSocket.all[0]?.closedByRoom(1006);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it('does not connect again when the room dismissed the page', () => {
    FakeSocket.all[0]?.closedByRoom(CLOSE.replaced);
    jest.advanceTimersByTime(60_000);
    expect(dismissed).toHaveBeenCalledWith('replaced');
    expect(FakeSocket.all).toHaveLength(1);
  });
});
