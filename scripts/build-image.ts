/** Starts a build of the image of a deployment's hosts, without waiting for the daily start. */
import '../local/quiet-aws-libraries.ts';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { buildImageCommand, HELP, readBuildArguments } from './build-image/command.ts';

try {
  const arn = readBuildArguments(process.argv.slice(2));
  // The credentials and the Region of the operator's environment.
  const client = new SFNClient({});
  const start = async (stateMachineArn: string, input: string): Promise<string> =>
    (await client.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn ?? '';
  console.log(arn === undefined ? HELP : await buildImageCommand(start, arn));
} catch (error) {
  console.error(`build-image: ${(error as Error).message}`);
  process.exitCode = 1;
}
