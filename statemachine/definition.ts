import { App, Stack } from 'aws-cdk-lib/core';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import { type MeetingFunctions, meetingWorkflow, TASK_FUNCTIONS, type TaskFunction } from './meeting.ts';

/** The state machine in engines other than AWS. */
export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings';
const ARN_PREFIX = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** Returns the deployed definition as JSON, for engines other than AWS. Function ARNs end in the name of the function. */
export function meetingDefinition(): Record<string, unknown> {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Definition');
  const functions = Object.fromEntries(
    TASK_FUNCTIONS.map((name): [TaskFunction, IFunction] => [
      name,
      LambdaFunction.fromFunctionArn(stack, name, ARN_PREFIX + name),
    ]),
  ) as MeetingFunctions;
  const graph = new StateGraph(meetingWorkflow(stack, functions).startState, 'meeting');
  // The partition in an ARN is a token; only a stack resolves it.
  const resolved = JSON.stringify(stack.resolve(graph.toGraphJson()), (_, value: unknown) => resolveJoin(value));
  return JSON.parse(resolved) as Record<string, unknown>;
}

/** Resolves `Fn::Join` with the partition pseudo parameter, the only token in this definition. */
function resolveJoin(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('Fn::Join' in value)) return value;
  const [separator, parts] = value['Fn::Join'] as [string, (string | { Ref: string })[]];
  return parts.map((part) => (typeof part === 'string' ? part : 'aws')).join(separator);
}

/** Returns the function of an ARN from `meetingDefinition`. */
export function taskFunction(arn: string): TaskFunction {
  const found = TASK_FUNCTIONS.find((name) => arn === ARN_PREFIX + name);
  if (!found) throw new RangeError(`no such function: ${arn}`);
  return found;
}
