import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { parseLink } from '../../../client/client.ts';
import { CLOSE, SIGNAL_PATH, SUBPROTOCOL } from '../../../local/room/protocol.ts';
import { withRuntime } from '../../support/runtime.ts';

/** Enters the room like its page. */
async function enter(roomUrl: string, page: string): Promise<WebSocket> {
  const { origin, host, hash } = new URL(roomUrl);
  const token = new URLSearchParams(hash.slice(1)).get('jwt') ?? '';
  const socket = new WebSocket(`ws://${host}${SIGNAL_PATH}?page=${page}`, [SUBPROTOCOL, token], { origin });
  await once(socket, 'message');
  return socket;
}

describe('the people in a room of the local runtime', () => {
  it('are counted by its host: they keep the meeting, and it ends when they go, whatever the pages say', async () => {
    const timetable = { attendanceWindow: 60, emptyGrace: 60 };
    await withRuntime({ speed: 120, timetable }, async (client, { ports }) => {
      const {
        id,
        teacher_link: teacher,
        student_link: student,
      } = await client.schedule({
        meet_time: client.inMinutes(0),
      });
      const rooms = [await client.openRoom(teacher), await client.openRoom(student)];
      const people = async (): Promise<unknown> => {
        const address = (await ports.meetings.find(id))?.hosts.room?.address;
        return address && (await ports.health.probe({ id }, address)).people;
      };
      expect(await people()).toBeNull();
      await client.presence(teacher, 'joined');
      const sockets = await Promise.all(rooms.map(({ room_url }, index) => enter(room_url, `page-number-${index}`)));
      expect(await people()).toBe(2);

      // No page reports, for much longer than the grace.
      await client.pass(5);
      const { body } = await client.api.getMeeting(id);
      expect(body).toMatchObject({ status: 'IN_PROGRESS', attendance: { host: { last_seen_at: expect.any(String) } } });

      for (const socket of sockets) socket.close();
      const ended = await client.until(async () => {
        await client.presence(teacher, 'present');
        const meeting = await ports.meetings.find(id);
        return meeting?.status === 'ENDED' && meeting;
      });
      expect(ended).toMatchObject({ outcome: 'COMPLETED' });
    });
  });

  it('go when they leave on the join page, and stay when it only closes', async () => {
    await withRuntime({ speed: 120 }, async (client) => {
      const { student_link: student } = await client.schedule({ meet_time: client.inMinutes(0) });
      const socket = await enter((await client.openRoom(student)).room_url, 'page-of-student');
      const closed = once(socket, 'close');
      await client.presence(student, 'joined');
      expect((await client.api.presenceOnClose(parseLink(student))).status).toBe(204);
      socket.send(JSON.stringify({ type: 'ping' }));
      await once(socket, 'message');
      expect(socket.readyState).toBe(WebSocket.OPEN);

      await client.presence(student, 'joined');
      await client.presence(student, 'left');
      expect((await closed)[0]).toBe(CLOSE.left);
    });
  });
});
