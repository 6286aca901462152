import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Executions } from '../../local/executions.ts';
import { Engine, type EngineOptions } from '../../local/states-language/index.ts';
import { WorkflowModel } from '../../simulation/world/model/workflow.ts';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { SfnWorkflow } from '../../steps/aws/sfn-workflow.ts';
import type { Workflow } from '../../steps/ports.ts';
import { MACHINE_ARN, tokenTask } from '../local/states-language/harness.ts';
import { FakeSfn, STATE_MACHINE } from '../support/fake-sfn.ts';
import { workflowContract, type WorkflowUnderTest } from './workflow.ts';

workflowContract('SfnWorkflow', () => {
  const sfn = new FakeSfn();
  return {
    workflow: new SfnWorkflow(sfn.client, STATE_MACHINE),
    open: async (token) => sfn.tokens.set(token, 'open'),
    close: async (token) => sfn.tokens.set(token, 'closed'),
    end: async (arn) => {
      sfn.executions.get(arn)!.running = false;
    },
    executions: () => [...sfn.executions].map(([arn, { running }]) => ({ arn, running })),
  };
});

/** A workflow on the interpreter, whose only state waits for a token. */
function onInterpreter(make: (options: EngineOptions) => Workflow): WorkflowUnderTest {
  const timers = new VirtualTimers();
  const running = new Map<string, boolean>();
  let token = 'of the execution';
  let waiting = '';
  const workflow = make({
    definition: { StartAt: 'A', States: { A: tokenTask('f') } },
    stateMachineArn: MACHINE_ARN,
    timers,
    invoke: async () => undefined,
    newToken: () => token,
    onChange: ({ executionArn, status }) => running.set(executionArn, status === 'RUNNING'),
  });
  return {
    workflow,
    open: async (issued) => {
      token = issued;
      ({ executionArn: waiting } = await workflow.start('waiting', { meetingId: 'm', revision: 1, launchAt: '' }));
      await timers.advanceBy(0);
    },
    close: () => workflow.stop(waiting, 'closed'),
    end: () => workflow.succeed(token),
    executions: () => [...running].map(([arn, isRunning]) => ({ arn, running: isRunning })),
  };
}

workflowContract('WorkflowModel', () =>
  onInterpreter((options) => new WorkflowModel(new Engine(options), () => options.timers.now())),
);
workflowContract('Executions', () =>
  onInterpreter((options) => new Executions(mkdtempSync(join(tmpdir(), 'contract-')), options, () => undefined)),
);
