import { MemoryWorkflow } from '../support/memory/workflow.ts';
import { SfnWorkflow } from '../../steps/aws/sfn-workflow.ts';
import { FakeSfn, STATE_MACHINE } from '../support/fake-sfn.ts';
import { workflowContract } from './workflow.ts';

workflowContract('SfnWorkflow', () => {
  const sfn = new FakeSfn();
  return {
    workflow: new SfnWorkflow(sfn.client, STATE_MACHINE),
    open: (token) => sfn.tokens.set(token, 'open'),
    close: (token) => sfn.tokens.set(token, 'closed'),
    end: (arn) => {
      sfn.executions.get(arn)!.running = false;
    },
    executions: () => [...sfn.executions].map(([arn, { running }]) => ({ arn, running })),
  };
});

workflowContract('MemoryWorkflow', () => {
  const workflow = new MemoryWorkflow();
  return {
    workflow,
    open: (token) => workflow.open(token),
    close: (token) => workflow.close(token),
    end: (arn) => workflow.finish(arn),
    executions: () => workflow.executions().map(({ arn, running }) => ({ arn, running })),
  };
});
