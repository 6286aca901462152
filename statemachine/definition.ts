import { App, Stack } from 'aws-cdk-lib/core';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { deliveryWorkflow } from './delivery.ts';
import { meetingWorkflow, TASK_FUNCTIONS, type TaskFunction } from './meeting.ts';

/** The state machines in engines other than AWS. */
export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings';
export const DELIVERY_STATE_MACHINE_ARN = `${STATE_MACHINE_ARN}-deliveries`;
const ARN_PREFIX = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** Returns the deployed definition as JSON, for engines other than AWS. Function ARNs end in the name of the function. */
export const meetingDefinition = (): Record<string, unknown> => definition('meeting', TASK_FUNCTIONS, meetingWorkflow);

/** The definition of the workflow of a delivery. */
export const deliveryDefinition = (): Record<string, unknown> =>
  definition('delivery', ['deliverEvent'], deliveryWorkflow);

function definition<Name extends string>(
  kind: string,
  names: readonly Name[],
  workflow: (scope: Construct, functions: Readonly<Record<Name, IFunction>>) => IChainable,
): Record<string, unknown> {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Definition');
  const functions = Object.fromEntries(
    names.map((name): [Name, IFunction] => [name, LambdaFunction.fromFunctionArn(stack, name, ARN_PREFIX + name)]),
  ) as Record<Name, IFunction>;
  const graph = new StateGraph(workflow(stack, functions).startState, kind);
  // The partition in an ARN is a token; only a stack resolves it.
  const resolved = JSON.stringify(stack.resolve(graph.toGraphJson()), (_, value: unknown) => resolveJoin(value));
  return JSON.parse(resolved) as Record<string, unknown>;
}

/** Resolves `Fn::Join` with the partition pseudo parameter, the only token in these definitions. */
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
