import { parseArgs } from 'node:util';
import type { Millis } from '../../steps/domain/instants.ts';
import { type Erased, erased, exported } from './personal-data.ts';
import type { Stores } from './records-of-person.ts';

/** The command line is invalid. The message is one line. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

export const HELP = `Exports or erases what a deployment keeps about one person.

  npm run personal-data -- export --email ADDRESS --table NAME --records NAME
  npm run personal-data -- erase --email ADDRESS --table NAME --records NAME [--yes]

  --email ADDRESS  of the person, in capital or small letters
  --table NAME     the deployment's table: output TableName of the stack
  --records NAME   the table of everything else: output RecordsTableName of the stack
  --yes            erase; without it, the command only shows what it would erase
  --help           print this text

export prints JSON: the person's meetings with what the person did in them, series and events, and nothing about the
other people in them.

erase removes name, address, language, zone, texts and the record of mail from meetings and series that are over, and from
events. Times, attendance and ratings stay, without a name. A meeting or series that is not over keeps its people: the
command lists it and exits with 3. Cancel it, or give it another person, and run the command again.

It uses the AWS credentials and the Region of your environment, and needs dynamodb:GetItem, PutItem and Query on both tables
and the index, and dynamodb:Scan on the second one. Exit codes: 0 done, 1 failed, 2 wrong options, 3 something is not over.`;

export interface Arguments {
  readonly action: 'export' | 'erase';
  readonly email: string;
  readonly table: string;
  readonly records: string;
  readonly yes: boolean;
}

/** Undefined with --help. @throws BadCommand */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { values, positionals } = parsed(args);
  const { email, table, records, yes = false } = values;
  if (values.help) return undefined;
  const [action, ...others] = positionals;
  if ((action !== 'export' && action !== 'erase') || others.length > 0)
    throw new BadCommand('say what to do: export or erase');
  if (!email?.includes('@')) throw new BadCommand('--email is required: the address of the person');
  if (!table) throw new BadCommand('--table is required: it is output TableName of the stack');
  if (!records) throw new BadCommand('--records is required: it is output RecordsTableName of the stack');
  if (yes && action === 'export') throw new BadCommand('--yes belongs to erase');
  return { action, email, table, records, yes };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      email: { type: 'string' },
      table: { type: 'string' },
      records: { type: 'string' },
      yes: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BadCommand((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** Returns the text for the operator, and the exit code. */
export async function personalData(
  stores: Stores,
  { action, email, yes }: Arguments,
  now: Millis,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  if (action === 'export') return { text: JSON.stringify(await exported(stores, email), undefined, 2), exitCode: 0 };
  const result = await erased(stores, { email, now, write: yes });
  return { text: textOf(result, yes), exitCode: result.open.length > 0 ? 3 : 0 };
}

function textOf({ meetings, series, events, open }: Erased, done: boolean): string {
  const list = (ids: readonly string[]): string => `${ids.length}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}`;
  const verb = done ? 'erased from' : 'would be erased from';
  return [
    `${verb} meetings: ${list(meetings)}`,
    `${verb} series: ${list(series)}`,
    `${verb} events: ${list(events)}`,
    ...(open.length > 0 ? [`not over, so unchanged: ${list(open)}`] : []),
    ...(done ? [] : ['nothing was changed: repeat the command with --yes']),
  ].join('\n');
}
