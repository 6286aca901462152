import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseLink } from '../../client/client.ts';
import { newFolder, withRuntime } from '../support/runtime.ts';

/** 40 minutes on the runtime's clock are one second of real time. */
const fast = { speed: 2400 };
/** Five minutes, as of a grace, are longer than requests and launches take, also while other tests use the processor. */
const slow = { speed: 600 };

describe('a meeting on the local runtime', () => {
  it('runs from schedule to tear-down', async () => {
    await withRuntime(slow, async (client, { ports, executions }) => {
      const receipt = await client.schedule({ meet_time: client.inMinutes(12) });
      const early = await client.join(receipt.student_link);
      expect(early).toMatchObject({ status: 202, body: { status: 'SCHEDULED', meet_time: receipt.meet_time } });

      const { room_url: roomUrl } = await client.openRoom(receipt.student_link);
      expect((await fetch(roomUrl)).status).toBe(200);
      expect(await (await fetch(new URL('/health', roomUrl))).json()).toMatchObject({
        status: 'ok',
        people: null,
        phases: { healthy: expect.any(Number) },
      });
      expect(await client.api.send('room', { params: { id: receipt.id } })).toMatchObject({ status: 302 });

      for (let minutes = 0; minutes < 20; minutes += 1) {
        expect((await client.presence(receipt.student_link, minutes === 0 ? 'joined' : 'present')).status).toBe(204);
        await client.pass(1);
      }
      await client.presence(receipt.student_link, 'left');
      const meeting = await client.ended(receipt.id);
      expect(meeting).toMatchObject({ outcome: 'COMPLETED', attendance: { student: { left_at: expect.any(String) } } });
      expect(meeting.host_minutes).toBeGreaterThan(20);
      expect(await ports.hosts.running()).toEqual([]);
      expect(await client.join(receipt.student_link)).toMatchObject({ status: 410, body: { outcome: 'COMPLETED' } });
      const last = await client.until(
        async () => executions.history(`${receipt.id}-1`)?.at(-1)?.type === 'ExecutionSucceeded',
      );
      expect(last).toBe(true);
      const execution = await client.api.getExecution(receipt.id);
      expect(execution.body).toMatchObject({ status: 'SUCCEEDED' });
      expect(JSON.stringify(execution.body)).not.toMatch(/token"|"input"/);
      const { body } = await client.api.getWorkflow();
      expect(body).toMatchObject({ definition: { StartAt: 'Wait until launch' } });
    });
  });

  it('ends as a no-show if nobody joins', async () => {
    await withRuntime(fast, async (client) => {
      const meeting = await client.schedule({ meet_time: client.inMinutes(0) });
      expect(await client.ended(meeting.id)).toMatchObject({ outcome: 'NO_SHOW' });
    });
  });

  it('fails if neither of two hosts becomes healthy', async () => {
    await withRuntime({ ...slow, bootTime: () => Number.POSITIVE_INFINITY }, async (client, { ports }) => {
      const meeting = await client.schedule({ meet_time: client.inMinutes(0) });
      const ended = await client.ended(meeting.id);
      expect(ended).toMatchObject({ outcome: 'FAILED', failure: { reason: 'HEALTH' } });
      expect(ended.replaced_hosts).toHaveLength(1);
      expect(await ports.hosts.running()).toEqual([]);
    });
  });

  it('ends for everyone when the teacher ends it', async () => {
    await withRuntime(fast, async (client) => {
      const meeting = await client.schedule({ meet_time: client.inMinutes(0) });
      await client.openRoom(meeting.teacher_link);
      await client.presence(meeting.teacher_link, 'joined');
      expect((await client.api.endMeeting(parseLink(meeting.teacher_link))).status).toBe(202);
      expect((await client.presence(meeting.student_link, 'joined')).status).toBe(410);
      expect(await client.ended(meeting.id)).toMatchObject({ outcome: 'COMPLETED' });
    });
  });

  it('can be cancelled twice before its launch, and then never launches', async () => {
    await withRuntime(fast, async (client, { ports, executions }) => {
      const meeting = await client.schedule({ meet_time: client.inMinutes(60) });
      for (const _ of [1, 2]) {
        const response = await client.api.cancelMeeting(meeting.id);
        expect(response).toMatchObject({ status: 202, body: { outcome: 'CANCELLED' } });
      }
      expect(await client.ended(meeting.id)).toMatchObject({ outcome: 'CANCELLED', hosts: {} });
      expect(executions.history(`${meeting.id}-1`)?.at(-1)?.type).toBe('ExecutionAborted');
      expect(await ports.hosts.running()).toEqual([]);
    });
  });

  it('continues after a restart of the runtime, whether it waits for its launch or has people in its room', async () => {
    const dataDir = newFolder();
    let waiting = '';
    let open = { id: '', teacher_link: '' };
    let roomUrl = '';
    await withRuntime({ ...fast, dataDir }, async (client) => {
      waiting = (await client.schedule({ meet_time: client.inMinutes(40) })).id;
      open = await client.schedule({ meet_time: client.inMinutes(0) });
      ({ room_url: roomUrl } = await client.openRoom(open.teacher_link));
      await client.presence(open.teacher_link, 'joined');
    });
    await withRuntime({ ...fast, dataDir }, async (client, { ports }) => {
      expect((await client.presence(open.teacher_link, 'present')).status).toBe(204);
      expect((await fetch(new URL('/health', roomUrl))).status).toBe(200);
      expect(await ports.hosts.running()).toHaveLength(1);
      await client.presence(open.teacher_link, 'left');
      expect(await client.ended(open.id)).toMatchObject({ outcome: 'COMPLETED' });
      const second = await client.ended(waiting);
      expect(second).toMatchObject({ outcome: 'NO_SHOW', replaced_hosts: [] });
    });
    rmSync(dataDir, { recursive: true });
  });
});
