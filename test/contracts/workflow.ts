import { beforeEach, describe, expect, it } from '@jest/globals';
import { meetingOfExecution } from '../../steps/domain/ids.ts';
import type { ExecutionInput, Workflow } from '../../steps/ports.ts';
import { ID } from '../support/meeting.ts';

export interface WorkflowUnderTest {
  readonly workflow: Workflow;
  /** A state starts to wait with this token. */
  open(token: string): Promise<unknown>;
  /** The task of the token times out. */
  close(token: string): Promise<unknown>;
  /** The execution ends by itself. */
  end(executionArn: string): Promise<unknown>;
  executions(): readonly { readonly arn: string; readonly running: boolean }[];
}

const NAME = `${ID}-1`;
const INPUT: ExecutionInput = { meetingId: ID, revision: 1, launchAt: '2026-12-01T14:50:00Z' };

export function workflowContract(name: string, make: () => WorkflowUnderTest): void {
  describe(`${name} (port Workflow)`, () => {
    let under: WorkflowUnderTest;
    let workflow: Workflow;

    beforeEach(() => {
      under = make();
      workflow = under.workflow;
    });

    it('starts an execution whose ARN contains the meeting id', async () => {
      const { executionArn } = await workflow.start(NAME, INPUT);
      expect(under.executions()).toEqual([{ arn: executionArn, running: true }]);
      expect(meetingOfExecution(executionArn)).toEqual({ id: ID, revision: 1 });
    });

    it('returns the running execution when it is started again, independent of the order of fields', async () => {
      const first = await workflow.start(NAME, INPUT);
      const { meetingId, revision, launchAt } = INPUT;
      expect(await workflow.start(NAME, { launchAt, revision, meetingId })).toEqual(first);
      expect(under.executions()).toHaveLength(1);
    });

    it('reports an execution that has already ended', async () => {
      const first = await workflow.start(NAME, INPUT);
      await under.end(first.executionArn);
      expect(first.alreadyEnded).toBe(false);
      expect(await workflow.start(NAME, INPUT)).toEqual({ ...first, alreadyEnded: true });
      expect(under.executions()).toEqual([{ arn: first.executionArn, running: false }]);
    });

    it('starts one execution for each revision', async () => {
      const first = await workflow.start(NAME, INPUT);
      const second = await workflow.start(`${ID}-2`, { ...INPUT, revision: 2 });
      expect(second.executionArn).not.toBe(first.executionArn);
    });

    it('stops an execution idempotently, also an unknown one', async () => {
      const { executionArn } = await workflow.start(NAME, INPUT);
      await workflow.stop(executionArn, 'cancelled');
      await workflow.stop(executionArn, 'cancelled again');
      await workflow.stop(`${executionArn}0`, 'never was');
      expect(under.executions()).toEqual([{ arn: executionArn, running: false }]);
    });

    it('accepts heartbeats and success for an open token', async () => {
      await under.open('token');
      expect(await workflow.heartbeat('token')).toBe('accepted');
      expect(await workflow.heartbeat('token')).toBe('accepted');
      expect(await workflow.succeed('token')).toBe('accepted');
    });

    it('returns "closed" for a token that is closed or unknown', async () => {
      await under.open('token');
      await under.close('token');
      for (const token of ['token', 'never was']) {
        expect(await workflow.heartbeat(token)).toBe('closed');
        expect(await workflow.succeed(token)).toBe('closed');
      }
    });

    it('closes a token by success', async () => {
      await under.open('token');
      await workflow.succeed('token');
      expect(await workflow.succeed('token')).toBe('closed');
      expect(await workflow.heartbeat('token')).toBe('closed');
    });
  });
}
