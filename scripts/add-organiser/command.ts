import { parseArgs } from 'node:util';

/** The command line is invalid. The message is one line. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

export const HELP = `Adds an organiser to the user pool of a deployment with organisers=cognito. Cognito mails a temporary password.

  npm run add-organiser -- --pool ID --email ADDRESS [--group NAME]

  --pool ID        the user pool: output UserPoolId of the stack
  --email ADDRESS  who signs in; somebody who is in the pool already stays as they are
  --group NAME     puts the person into this group: administrators, or as oidcAdministratorRole says
  --help           print this text

It runs the AWS CLI with the credentials and the Region of your environment, and needs cognito-idp:AdminCreateUser and
cognito-idp:AdminAddUserToGroup on the pool.`;

export interface NewOrganiser {
  readonly pool: string;
  readonly email: string;
  readonly group?: string | undefined;
}

/** Undefined with --help. @throws BadCommand */
export function readArguments(args: readonly string[]): NewOrganiser | undefined {
  const { help, pool, email, group } = parsed(args);
  if (help) return undefined;
  if (!pool || !/^[\w-]+_[0-9a-zA-Z]+$/.test(pool))
    throw new BadCommand('--pool is required: it is output UserPoolId of the stack');
  if (!email || !/^[^\s@-][^\s@]*@[^\s@]+$/.test(email)) throw new BadCommand('--email must be an e-mail address');
  if (group !== undefined && !/^[^\s-]\S*$/.test(group)) throw new BadCommand('--group must be the name of a group');
  return { pool, email, group };
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = { pool: text, email: text, group: text, help: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadCommand((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** Runs the AWS CLI. @throws Error with what it printed */
export type Aws = (args: readonly string[]) => Promise<void>;

/** Repeatable. Returns the text for the operator. */
export async function addOrganiser(aws: Aws, { pool, email, group }: NewOrganiser): Promise<string> {
  const on = ['--user-pool-id', pool, '--username', email];
  const attributes = [`Name=email,Value=${email}`, 'Name=email_verified,Value=true'];
  const create = ['cognito-idp', 'admin-create-user', ...on, '--user-attributes', ...attributes];
  const isNew = await aws([...create, '--desired-delivery-mediums', 'EMAIL']).then(
    () => true,
    (error: unknown) => {
      if (String(error).includes('UsernameExistsException')) return false;
      throw error;
    },
  );
  if (group !== undefined) await aws(['cognito-idp', 'admin-add-user-to-group', ...on, '--group-name', group]);
  const added = isNew ? `${email} gets a mail with a temporary password` : `${email} was in the pool already`;
  return group === undefined ? added : `${added}, and is in the group ${group}`;
}
