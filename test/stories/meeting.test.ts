import { describe, expect, it } from '@jest/globals';
import { PendingVerification, Throttled } from '../../steps/domain/errors.ts';
import { SECOND } from '../../steps/domain/instants.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { Stage } from '../support/stage.ts';
import { GRACE, iso, t } from '../support/meeting.ts';

describe('a meeting', () => {
  it('completes after an hour with people in the room', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    expect(await stage.row).toMatchObject({ status: 'READY', opened_at: iso(-8.35) });
    await stage.stay('teacher', -2, 60);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.at(60 + GRACE + 0.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.execution).toMatchObject({
      status: 'SUCCEEDED',
      output: { meetingId: stage.id, outcome: 'COMPLETED' },
    });
    expect(stage.running).toBe(0);
    expect(stage.world.wakeUps.armed).toBe(0);
    expect(stage.execution.transitions).toBeLessThanOrEqual(40);
  });

  it('ends as NO_SHOW when nobody joins for fifteen minutes', async () => {
    const stage = await new Stage().schedule();
    await stage.at(14.9);
    expect(stage.running).toBe(1);
    await stage.at(15.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
    expect(stage.execution).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'NO_SHOW' } });
    expect(stage.running).toBe(0);
  });

  it('completes when a person joins at T-8, disconnects at T-7 and is back at T+2', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-8);
    expect(await stage.say('student', 'joined')).toBe(204);
    await stage.at(-7);
    await stage.say('student', 'present');
    await stage.stay('student', 2, 30);
    expect((await stage.row).status).toBe('IN_PROGRESS');
    await stage.at(36);
    expect(await stage.row).toMatchObject({
      outcome: 'COMPLETED',
      attendance: { student: { first_seen_at: iso(-8) } },
    });
  });

  it('ends as NO_SHOW when a person joins at T-8, disconnects at T-7 and does not come back', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-8);
    await stage.say('student', 'joined');
    await stage.at(15.2);
    expect(await stage.row).toMatchObject({ outcome: 'NO_SHOW' });
    expect(stage.execution.transitions).toBeLessThanOrEqual(44);
  });

  it('ends at the hard end with people in the room', async () => {
    const stage = await new Stage().schedule({ duration_minutes: 5 });
    await stage.stay('teacher', 0, 64.9);
    expect((await stage.row).status).toBe('IN_PROGRESS');
    await stage.at(65.1);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'TIME_LIMIT' });
    expect(stage.running).toBe(0);
  });

  it('launches at once when the meeting time is past, and waits fifteen minutes from the opening', async () => {
    const stage = await new Stage().schedule({ meet_time: iso(-70) });
    await stage.at(-57);
    expect(await stage.row).toMatchObject({ status: 'READY', opened_at: iso(-58.35) });
    await stage.at(-44);
    expect((await stage.row).status).toBe('READY');
    await stage.at(-43);
    expect(await stage.row).toMatchObject({ outcome: 'NO_SHOW' });
  });
});

describe('a host', () => {
  it('is replaced when it is not healthy in time', async () => {
    const stage = await new Stage({
      behaviourOf: ({ attempt }) => (attempt === 1 ? { healthyAfter: Infinity } : {}),
    }).schedule();
    await stage.at(5);
    expect(stage.launched).toBe(2);
    expect(stage.running).toBe(1);
    expect(await stage.row).toMatchObject({
      status: 'READY',
      hosts: { room: { attempt: 2 } },
      replaced: [{ attempt: 1 }],
    });
    await stage.stay('teacher', 6, 20);
    await stage.at(26);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
  });

  it('fails the meeting and the execution when the replacement is not healthy either', async () => {
    const stage = await new Stage({ behaviourOf: () => ({ healthyAfter: Infinity }) }).schedule();
    await stage.at(20);
    expect(stage.launched).toBe(2);
    expect(stage.running).toBe(0);
    expect(await stage.row).toMatchObject({ outcome: 'FAILED', failure: { reason: 'HEALTH' } });
    expect(stage.execution).toMatchObject({ status: 'FAILED', error: 'HostNeverHealthy' });
  });

  it('is replaced at once when it terminates during boot', async () => {
    const stage = await new Stage({
      behaviourOf: ({ attempt }) => (attempt === 1 ? { diesAfter: 40 * SECOND } : {}),
    }).schedule();
    await stage.at(-5);
    expect(await stage.row).toMatchObject({ status: 'READY', hosts: { room: { attempt: 2 } } });
  });

  it('fails the meeting when it terminates with people in the room', async () => {
    const stage = await new Stage({ behaviourOf: () => ({ diesAfter: 1200 * SECOND }) }).schedule();
    await stage.stay('teacher', 0, 9.9);
    await stage.at(11);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'FAILED', failure: { reason: 'HOST_LOST' } });
    expect(stage.execution).toMatchObject({ status: 'FAILED', error: 'HostLost' });
  });

  it('is launched from the next candidate when one has no capacity', async () => {
    const candidates = ['a', 'b', 'c'].map((zone) => ({ subnet_id: `subnet-${zone}`, instance_type: 't4g.medium' }));
    const refusal = ({ subnet_id }: { subnet_id: string }) =>
      subnet_id === 'subnet-c' ? undefined : 'InsufficientInstanceCapacity';
    const stage = await new Stage({ ec2: { candidates, refusal } }).schedule();
    await stage.at(-5);
    expect(stage.launched).toBe(1);
    expect((await stage.row).status).toBe('READY');
  });

  it('is not launched at a quota of the account, and the row gives the reason', async () => {
    const stage = await new Stage({ ec2: { refusal: () => 'VcpuLimitExceeded: 32 vCPUs' } }).schedule();
    await stage.at(30);
    expect(await stage.row).toMatchObject({ outcome: 'FAILED', failure: { reason: 'LAUNCH' } });
    expect((await stage.row).failure?.detail).toContain('VcpuLimitExceeded');
    expect(stage.execution).toMatchObject({ status: 'FAILED', error: 'NoCapacity' });
  });

  it.each([
    [25, 'LAUNCHING', 'AWS is still verifying the account (PendingVerification)', undefined],
    [60, 'ENDED', undefined, 'LAUNCH'],
  ])(
    'waits half an hour for the verification of the account: %i minutes after the launch time it is %s',
    async (minutes, status, progress, reason) => {
      const refusal = (): never => {
        throw new PendingVerification('PendingVerification for t4g.medium in subnet-a');
      };
      const stage = await new Stage({ ec2: { refusal } }).schedule();
      await stage.at(-10 + minutes);
      const { failure, ...row } = await stage.row;
      expect([row.status, row.progress, failure?.reason]).toEqual([status, progress, reason]);
    },
  );

  it('is launched when the account is verified after twenty minutes', async () => {
    const stage: Stage = await new Stage({
      ec2: {
        refusal: () => {
          if (stage.world.now < t(10)) throw new PendingVerification('PendingVerification');
          return undefined;
        },
      },
    }).schedule();
    await stage.at(18);
    expect((await stage.row).status).toBe('READY');
  });

  it('is launched when capacity returns within minutes', async () => {
    const stage: Stage = await new Stage({
      ec2: { refusal: () => (stage.world.now < t(-6) ? 'InsufficientInstanceCapacity' : undefined) },
    }).schedule();
    await stage.at(1);
    expect((await stage.row).status).toBe('READY');
  });
});

describe('a meeting with faults', () => {
  it('ends although the tear-down is throttled four times', async () => {
    let left = 4;
    const between = interceptCalls(async ({ port, method }, make) => {
      if (port === 'hosts' && method === 'end' && left-- > 0) throw new Throttled('RequestLimitExceeded');
      return make();
    });
    const stage = await new Stage({ between }).schedule();
    await stage.at(16.5);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
    expect(stage.execution.status).toBe('SUCCEEDED');
    expect(stage.running).toBe(0);
  });

  it('keeps people in the room while Decide fails for twenty minutes', async () => {
    let failingReads = false;
    const between = interceptCalls(async ({ caller, port, method }, make) => {
      if (failingReads && caller === 'decide' && port === 'meetings' && method === 'find')
        throw new Error('no response');
      return make();
    });
    const stage = await new Stage({ between }).schedule();
    await stage.at(0);
    failingReads = true;
    await stage.stay('teacher', 0, 20);
    expect(stage.running).toBe(1);
    failingReads = false;
    await stage.stay('teacher', 20.5, 40);
    await stage.at(47);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
    expect(stage.execution.status).toBe('SUCCEEDED');
  });

  it('leaves no host when its execution is aborted before the opening', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-9);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.at(-8.9);
    expect(await stage.row).toMatchObject({ outcome: 'FAILED', failure: { reason: 'ABORTED' } });
    expect(stage.running).toBe(0);
  });

  it('continues when its execution is aborted with people in the room, and a safety net ends it later', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 5);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.stay('teacher', 5.5, 40);
    expect(stage.running).toBe(1);
    await stage.at(55);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
  });

  it('has one host when the response of the launch is lost', async () => {
    let lost = 3;
    const between = interceptCalls(async ({ method }, make) => {
      const result = await make();
      if (method === 'launch' && lost-- > 0) throw new Error('socket hang up');
      return result;
    });
    const stage = await new Stage({ between }).schedule();
    await stage.at(-3);
    expect(stage.launched).toBe(1);
    expect((await stage.row).status).toBe('READY');
  });
});
