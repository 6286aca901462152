import { App, Stack } from 'aws-cdk-lib/core';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import { type MeetingFunctions, meetingWorkflow } from './meeting.ts';

export const TASK_FUNCTIONS = ['launchHost', 'checkHost', 'openRoom', 'decide', 'holdMeeting', 'tearDown'] as const;
export type TaskFunction = (typeof TASK_FUNCTIONS)[number];

const ARN_PREFIX = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** The definition that is deployed, as JSON, with function arns that end in the function's name: for engines that are not AWS. */
export function meetingDefinition(): Record<string, unknown> {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Definition');
  const functions = Object.fromEntries(
    TASK_FUNCTIONS.map((name): [TaskFunction, IFunction] => [
      name,
      LambdaFunction.fromFunctionArn(stack, name, ARN_PREFIX + name),
    ]),
  ) as MeetingFunctions;
  const graph = new StateGraph(meetingWorkflow(stack, functions).startState, 'the life of a meeting');
  // Logical parts of arns (the partition) are tokens, which only a stack resolves.
  const resolved = JSON.stringify(stack.resolve(graph.toGraphJson()), (_, value: unknown) => joined(value));
  return JSON.parse(resolved) as Record<string, unknown>;
}

/** `Fn::Join` over the partition pseudo parameter, the only token in a definition with fixed arns. */
function joined(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('Fn::Join' in value)) return value;
  const [separator, parts] = value['Fn::Join'] as [string, (string | { Ref: string })[]];
  return parts.map((part) => (typeof part === 'string' ? part : 'aws')).join(separator);
}

/** The function behind an arn of `meetingDefinition`. */
export function taskFunction(arn: string): TaskFunction {
  const found = TASK_FUNCTIONS.find((name) => arn === ARN_PREFIX + name);
  if (!found) throw new RangeError(`no such function: ${arn}`);
  return found;
}
