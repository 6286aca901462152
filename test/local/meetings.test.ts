import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { newFolder, withRuntime } from '../support/runtime.ts';

/** Twenty minutes of a meeting pass in a second. */
const fast = { speed: 2400 };

describe('a meeting on the local runtime', () => {
  it('runs from schedule to tear-down', async () => {
    await withRuntime(fast, async (client, { ports, executions }) => {
      const { status, body: receipt } = await client.schedule({ meet_time: client.inMinutes(12) });
      expect(status).toBe(200);
      const early = await client.join(receipt.student_link);
      expect(early).toMatchObject({ status: 202, body: { status: 'SCHEDULED', meet_time: receipt.meet_time } });

      const room = await client.until(async () => {
        const answer = await client.join(receipt.student_link);
        return answer.status === 200 && answer.body;
      });
      expect((await fetch(String(room['room_url']))).status).toBe(200);
      expect(await (await fetch(`${String(room['room_url'])}/people`)).json()).toMatchObject({ people: [] });
      expect(await client.send('GET', `/room/${receipt.id}`)).toMatchObject({ status: 302 });

      for (let minutes = 0; minutes < 20; minutes += 1) {
        expect((await client.presence(receipt.student_link, minutes === 0 ? 'joined' : 'present')).status).toBe(204);
        await client.pass(1);
      }
      await client.presence(receipt.student_link, 'left');
      const meeting = await client.ended(receipt.id);
      expect(meeting).toMatchObject({ outcome: 'COMPLETED', attendance: { student: { left_at: expect.any(String) } } });
      expect(meeting['host_minutes']).toBeGreaterThan(20);
      expect(await ports.hosts.running()).toEqual([]);
      expect(await client.join(receipt.student_link)).toMatchObject({ status: 410, body: { outcome: 'COMPLETED' } });
      const last = await client.until(
        async () => executions.history(`${receipt.id}-1`)?.at(-1)?.type === 'ExecutionSucceeded',
      );
      expect(last).toBe(true);
      const execution = await client.send('GET', `/meetings/${receipt.id}/execution`);
      expect(execution.body).toMatchObject({ status: 'SUCCEEDED' });
      expect(JSON.stringify(execution.body)).not.toMatch(/token"|"input"/);
      const { body } = await client.send('GET', '/workflow');
      expect(body).toMatchObject({ definition: { StartAt: 'Wait until launch' } });
    });
  });

  it('is a no-show when nobody comes', async () => {
    await withRuntime(fast, async (client) => {
      const { body } = await client.schedule({ meet_time: client.inMinutes(0) });
      expect(await client.ended(body.id)).toMatchObject({ outcome: 'NO_SHOW' });
    });
  });

  it('fails when neither of two hosts gets healthy', async () => {
    await withRuntime({ ...fast, bootTime: () => Number.POSITIVE_INFINITY }, async (client, { ports }) => {
      const { body } = await client.schedule({ meet_time: client.inMinutes(0) });
      const meeting = await client.ended(body.id);
      expect(meeting).toMatchObject({ outcome: 'FAILED', failure: { reason: 'HEALTH' } });
      expect(meeting['replaced_hosts']).toHaveLength(1);
      expect(await ports.hosts.running()).toEqual([]);
    });
  });

  it('is ended by its teacher, for all', async () => {
    await withRuntime(fast, async (client) => {
      const { body } = await client.schedule({ meet_time: client.inMinutes(0) });
      await client.until(async () => (await client.join(body.teacher_link)).status === 200);
      await client.presence(body.teacher_link, 'joined');
      const key = new URL(body.teacher_link).searchParams.get('key');
      expect((await client.send('POST', `/meetings/${body.id}/end`, { role: 'teacher', key })).status).toBe(202);
      expect((await client.presence(body.student_link, 'joined')).status).toBe(410);
      expect(await client.ended(body.id)).toMatchObject({ outcome: 'COMPLETED' });
    });
  });

  it('is cancelled while it waits, twice, and never launches', async () => {
    await withRuntime(fast, async (client, { ports, executions }) => {
      const { body } = await client.schedule({ meet_time: client.inMinutes(60) });
      for (const _ of [1, 2]) {
        const answer = await client.send('DELETE', `/meetings/${body.id}`);
        expect(answer).toMatchObject({ status: 202, body: { outcome: 'CANCELLED' } });
      }
      expect(await client.ended(body.id)).toMatchObject({ outcome: 'CANCELLED', hosts: {} });
      expect(executions.history(`${body.id}-1`)?.at(-1)?.type).toBe('ExecutionAborted');
      expect(await ports.hosts.running()).toEqual([]);
    });
  });

  it('goes on after a restart: one that waits, and one with people in it', async () => {
    const dataDir = newFolder();
    let waiting = '';
    let open = { id: '', teacher_link: '' };
    let roomUrl = '';
    await withRuntime({ ...fast, dataDir }, async (client) => {
      waiting = (await client.schedule({ meet_time: client.inMinutes(40) })).body.id;
      open = (await client.schedule({ meet_time: client.inMinutes(0) })).body;
      await client.until(async () => (await client.join(open.teacher_link)).status === 200);
      await client.presence(open.teacher_link, 'joined');
      roomUrl = String((await client.join(open.teacher_link)).body['room_url']);
    });
    await withRuntime({ ...fast, dataDir }, async (client, { ports }) => {
      expect((await client.presence(open.teacher_link, 'present')).status).toBe(204);
      expect((await fetch(`${roomUrl}/health`)).status).toBe(200);
      expect(await ports.hosts.running()).toHaveLength(1);
      await client.presence(open.teacher_link, 'left');
      expect(await client.ended(open.id)).toMatchObject({ outcome: 'COMPLETED' });
      const second = await client.ended(waiting);
      expect(second).toMatchObject({ outcome: 'NO_SHOW', replaced_hosts: [] });
    });
    rmSync(dataDir, { recursive: true });
  });
});
