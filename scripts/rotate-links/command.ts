import { parseArgs } from 'node:util';
import { type Needs, rotate, type Rotated, type Rotation } from './rotate.ts';

/** The command line is invalid. The message is one line. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

export const HELP = `Rotates the secret from which personal links and the secrets of rooms derive. No lesson under way ends.

  npm run rotate-links -- --table NAME --records NAME --secret ARN [--reissue] [--no-new-key]

  --table NAME    the deployment's table: output TableName of the stack
  --records NAME  the table of series: output RecordsTableName of the stack
  --secret ARN    the deployment's link secrets: output LinkSecretArn of the stack
  --reissue       new links of the current key for all that is not launched yet; the links before are refused at once
  --no-new-key    add no key: continue an interrupted run, or only drop keys
  --help          print this text

Each run adds a key, which new meetings and series use within five minutes, and drops the keys that no open meeting and no
series with a date ahead uses. It drops none within 15 minutes of the latest change. Meetings that are launched or held
keep their key. The command prints no secret and no link: read new links with GET /meetings/{id}/links and
GET /series/{id}/links.

It uses the AWS credentials and the Region of your environment, and needs secretsmanager:GetSecretValue, DescribeSecret,
PutSecretValue and UpdateSecretVersionStage on the secret, and dynamodb:GetItem, PutItem and Query on both tables and
the index.`;

export interface Arguments extends Rotation {
  readonly table: string;
  readonly records: string;
  readonly secret: string;
}

/** Undefined with --help. @throws BadCommand */
export function readRotateArguments(args: readonly string[]): Arguments | undefined {
  const { table, records, secret, reissue = false, help, 'no-new-key': noNewKey = false } = parsed(args);
  if (help) return undefined;
  if (!table) throw new BadCommand('--table is required: it is output TableName of the stack');
  if (!records) throw new BadCommand('--records is required: it is output RecordsTableName of the stack');
  if (!secret) throw new BadCommand('--secret is required: it is output LinkSecretArn of the stack');
  return { table, records, secret, reissue, newKey: !noNewKey };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      table: { type: 'string' },
      records: { type: 'string' },
      secret: { type: 'string' },
      reissue: { type: 'boolean' },
      'no-new-key': { type: 'boolean' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadCommand((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** Returns the text for the operator. */
export async function rotateCommand(needs: Needs, rotation: Rotation): Promise<string> {
  return textOf(await rotate(needs, rotation), rotation);
}

function textOf(
  { current, dropped, waiting, reissued, series, underWay }: Rotated,
  { newKey, reissue }: Rotation,
): string {
  const list = (ids: readonly string[]): string => `${ids.length}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}`;
  return [
    newKey ? `added the key ${current}; new meetings use it within five minutes` : `the current key is ${current}`,
    `keys dropped: ${list(dropped)}`,
    ...(waiting.length > 0 ? [`keys that a later run can drop, in 15 minutes: ${list(waiting)}`] : []),
    ...(reissue ? [`meetings with new links: ${list(reissued)}`, `series with new links: ${list(series)}`] : []),
    ...(underWay.length > 0 ? [`meetings that keep another key until they end: ${list(underWay)}`] : []),
  ].join('\n');
}
