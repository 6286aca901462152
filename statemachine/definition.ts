import { App, Stack } from 'aws-cdk-lib/core';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { deliveryWorkflow } from './delivery.ts';
import { BUILD_FUNCTIONS, type BuildFunction, imageBuildWorkflow } from './image-build.ts';
import { meetingWorkflow, TASK_FUNCTIONS, type TaskFunction } from './meeting.ts';

/** The state machines in engines other than AWS. */
export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:elephant-meetings';
export const DELIVERY_STATE_MACHINE_ARN = `${STATE_MACHINE_ARN}-deliveries`;
export const BUILD_STATE_MACHINE_ARN = `${STATE_MACHINE_ARN}-image-build`;
const ARN_PREFIX = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** Returns the deployed definition as JSON, for engines other than AWS. Function ARNs end in the name of the function. */
export const meetingDefinition = (): Record<string, unknown> => definition('meeting', TASK_FUNCTIONS, meetingWorkflow);

/** The definition of the workflow of a delivery. */
export const deliveryDefinition = (): Record<string, unknown> =>
  definition('delivery', ['deliverEvent'], deliveryWorkflow);

/** The definition of the workflow that builds images. */
export const imageBuildDefinition = (): Record<string, unknown> =>
  definition('image build', BUILD_FUNCTIONS, imageBuildWorkflow);

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
export const taskFunction = (arn: string): TaskFunction => functionOf(TASK_FUNCTIONS, arn);

/** Returns the function of an ARN from `imageBuildDefinition`. */
export const buildFunction = (arn: string): BuildFunction => functionOf(BUILD_FUNCTIONS, arn);

function functionOf<Name extends string>(names: readonly Name[], arn: string): Name {
  const found = names.find((name) => arn === ARN_PREFIX + name);
  if (!found) throw new RangeError(`no such function: ${arn}`);
  return found;
}
