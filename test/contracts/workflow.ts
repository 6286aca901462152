import { beforeEach, describe, expect, it } from '@jest/globals';
import { meetingOfExecution } from '../../steps/domain/ids.ts';
import type { ExecutionInput, Workflow } from '../../steps/ports.ts';
import { ID } from '../support/meeting.ts';

export interface WorkflowUnderTest {
  readonly workflow: Workflow;
  /** A state waits on this token from now on. */
  open(token: string): void;
  /** Its time is up. */
  close(token: string): void;
  /** The execution ends by itself. */
  end(executionArn: string): void;
  executions(): readonly { readonly arn: string; readonly running: boolean }[];
}

const NAME = `${ID}-1`;
const INPUT: ExecutionInput = { meetingId: ID, revision: 1, launchAt: '2026-12-01T14:50:00Z' };

export function workflowContract(name: string, make: () => WorkflowUnderTest): void {
  describe(`${name} as the meetings' workflow`, () => {
    let under: WorkflowUnderTest;
    let workflow: Workflow;

    beforeEach(() => {
      under = make();
      workflow = under.workflow;
    });

    it('starts an execution, whose arn leads back to the meeting', async () => {
      const { executionArn } = await workflow.start(NAME, INPUT);
      expect(under.executions()).toEqual([{ arn: executionArn, running: true }]);
      expect(meetingOfExecution(executionArn)).toEqual({ id: ID, revision: 1 });
    });

    it('finds the one that runs when it is started again, whatever the order of the fields', async () => {
      const first = await workflow.start(NAME, INPUT);
      const { meetingId, revision, launchAt } = INPUT;
      expect(await workflow.start(NAME, { launchAt, revision, meetingId })).toEqual(first);
      expect(under.executions()).toHaveLength(1);
    });

    it('says of one that is over that it is', async () => {
      const first = await workflow.start(NAME, INPUT);
      under.end(first.executionArn);
      expect(first.alreadyEnded).toBe(false);
      expect(await workflow.start(NAME, INPUT)).toEqual({ ...first, alreadyEnded: true });
      expect(under.executions()).toEqual([{ arn: first.executionArn, running: false }]);
    });

    it('keeps revisions apart', async () => {
      const first = await workflow.start(NAME, INPUT);
      const second = await workflow.start(`${ID}-2`, { ...INPUT, revision: 2 });
      expect(second.executionArn).not.toBe(first.executionArn);
    });

    it('stops an execution; twice, or one that nobody knows, is fine', async () => {
      const { executionArn } = await workflow.start(NAME, INPUT);
      await workflow.stop(executionArn, 'cancelled');
      await workflow.stop(executionArn, 'cancelled again');
      await workflow.stop(`${executionArn}0`, 'never was');
      expect(under.executions()).toEqual([{ arn: executionArn, running: false }]);
    });

    it('takes signals for a token that somebody waits on', async () => {
      under.open('token');
      expect(await workflow.heartbeat('token')).toBe('accepted');
      expect(await workflow.heartbeat('token')).toBe('accepted');
      expect(await workflow.succeed('token')).toBe('accepted');
    });

    it('says that a token is over, and throws nothing', async () => {
      under.open('token');
      under.close('token');
      for (const token of ['token', 'never was']) {
        expect(await workflow.heartbeat(token)).toBe('closed');
        expect(await workflow.succeed(token)).toBe('closed');
      }
    });

    it('closes a token by success', async () => {
      under.open('token');
      await workflow.succeed('token');
      expect(await workflow.succeed('token')).toBe('closed');
      expect(await workflow.heartbeat('token')).toBe('closed');
    });
  });
}
