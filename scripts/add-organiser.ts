/** Adds a person to the user pool of a deployment: see `scripts/add-organiser/command.ts`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addOrganiser, BadCommand, HELP, readArguments } from './add-organiser/command.ts';

const run = promisify(execFile);

try {
  const given = readArguments(process.argv.slice(2));
  const aws = async (args: readonly string[]): Promise<void> => void (await run('aws', [...args, '--output', 'json']));
  console.log(given === undefined ? HELP : await addOrganiser(aws, given));
} catch (error) {
  console.error(`add-organiser: ${(error as Error).message}`);
  process.exitCode = error instanceof BadCommand ? 2 : 1;
}
