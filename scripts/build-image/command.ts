import { parseArgs } from 'node:util';
import type { BuildCall } from '../../steps/image/step-schemas.ts';

export const HELP = `Starts a build of the image of a deployment's hosts, also while the present image is young.

  npm run build-image -- --state-machine ARN

  --state-machine ARN  output ImageBuildArn of the stack
  --help               print this text

It uses the AWS credentials and the Region of your environment, and needs states:StartExecution on the state machine. It does
not wait for the build, which takes about half an hour. A build that fails changes nothing.`;

/** Undefined with --help. @throws Error */
export function readBuildArguments(args: readonly string[]): string | undefined {
  const options = { 'state-machine': { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return undefined;
  const arn = values['state-machine'];
  if (!/^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:[\w-]+$/.test(arn ?? ''))
    throw new Error('--state-machine is required: it is output ImageBuildArn of the stack');
  return arn;
}

const INPUT: BuildCall['input'] = { force: true };

/** Returns the text for the operator. @param start starts an execution, and returns its ARN */
export async function buildImageCommand(
  start: (stateMachineArn: string, input: string) => Promise<string>,
  stateMachineArn: string,
): Promise<string> {
  const execution = await start(stateMachineArn, JSON.stringify(INPUT));
  return `started: ${execution}\naws stepfunctions describe-execution --execution-arn ${execution} --query '[status,error,cause]'`;
}
