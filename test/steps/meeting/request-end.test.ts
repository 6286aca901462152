import { expect, it } from '@jest/globals';
import { requestEnd } from '../../../steps/meeting/request-end.ts';
import { stepPorts } from '../../support/step-ports.ts';
import { aMeeting, aReady, EXECUTION, ID } from '../../support/meeting.ts';
import { port } from '../../support/strict-ports.ts';

async function scene(row: Parameters<typeof stepPorts>[0]) {
  const ports = await stepPorts(row, -30);
  const done: string[] = [];
  const end = () =>
    requestEnd(
      {
        ...ports,
        workflow: port('workflow', {
          stop: async (arn) => void done.push(`stop ${arn}`),
          succeed: async (token) => (done.push(`complete ${token}`), 'accepted' as const),
        }),
        wakeUps: port('wakeUps', { disarm: async (id, revision) => void done.push(`disarm ${id} ${revision}`) }),
      },
      ID,
      { kind: 'administrator', id: 'api-key' },
    );
  return { ...ports, done, end };
}

it('a meeting that is cancelled before its launch ends at once: its wake-ups are disarmed, its execution is stopped', async () => {
  const { end, done, row } = await scene(aMeeting());
  await end();
  expect(done).toEqual([`disarm ${ID} 1`, `stop ${EXECUTION}`]);
  expect(await row()).toMatchObject({ status: 'ENDED', outcome: 'CANCELLED' });
});

it('a repeated call finishes what the first one left undone', async () => {
  const { end, done } = await scene(aMeeting());
  await end();
  done.length = 0;
  await end();
  expect(done).toEqual([`disarm ${ID} 1`, `stop ${EXECUTION}`]);
});

it('a meeting with a host gets a verdict and stays open; its task token is completed, so that the workflow ends it', async () => {
  const { end, done, row } = await scene(aReady());
  await end();
  expect(done).toEqual(['complete open-token']);
  expect(await row()).toMatchObject({ status: 'READY', verdict: { outcome: 'CANCELLED', by: 'organiser' } });
});
