import { describe, expect, it } from '@jest/globals';
import { FUNCTION_NAMES, specOf } from '../../infra/functions.ts';
import { CALL_TIMEOUT } from '../../statemachine/meeting.ts';
import { TASK_FUNCTIONS } from '../../statemachine/definition.ts';
import { Synthesis } from './template.ts';

const synthesis = new Synthesis();
const machine = synthesis.only('AWS::StepFunctions::StateMachine');
const definition = JSON.parse(String(machine['DefinitionString'])) as { TimeoutSeconds: number };

describe('the deployed workflow', () => {
  it('calls just the functions that are its steps', () => {
    const invoked = synthesis
      .statements((roles) => roles.some((role) => role.startsWith('WorkflowMeetingRole')))
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
      .flatMap(({ resources }) => resources);
    const expected = TASK_FUNCTIONS.flatMap((name) => [`<${name}.Arn>`, `<${name}.Arn>:*`]);
    expect(new Set(invoked)).toEqual(new Set(expected));
    for (const name of TASK_FUNCTIONS) expect(JSON.stringify(definition)).toContain(`<${name}.Arn>`);
  });

  it('outlives the longest booking, and ends within the year that AWS gives', () => {
    const days = definition.TimeoutSeconds / 86_400;
    expect(days).toBeGreaterThan(351);
    expect(days).toBeLessThan(365);
  });

  it('is found by name, so that functions can call it without a cycle', () => {
    expect(machine).toMatchObject({ StateMachineName: 'elephant-meetings', StateMachineType: 'STANDARD' });
  });

  it('logs every step and no data: task tokens are in it', () => {
    expect(machine['LoggingConfiguration']).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine['TracingConfiguration']).toEqual({ Enabled: true });
  });

  it('gives a call up later than its function does', () => {
    for (const name of TASK_FUNCTIONS) expect(specOf(name).timeout).toBeLessThan(CALL_TIMEOUT.toSeconds());
  });
});

describe('functions', () => {
  it.each(FUNCTION_NAMES)('%s runs on arm64 with tracing and logs of its own', (name) => {
    const { memory, timeout, promise } = specOf(name);
    expect(synthesis.lambda(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: memory,
      Timeout: timeout,
      Description: promise,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${name}Logs>` },
    });
  });

  it('of the API answer before API Gateway gives up', () => {
    for (const name of FUNCTION_NAMES) if (specOf(name).route) expect(specOf(name).timeout).toBeLessThan(29);
  });

  it('are described in one sentence each', () => {
    for (const name of FUNCTION_NAMES) expect(specOf(name).promise).toMatch(/^[A-Z][^.]*\.$/);
  });
});
