import { describe, expect, it } from '@jest/globals';
import { addOrganiser, BadCommand, readArguments } from '../../scripts/add-organiser/command.ts';

const PERSON = { pool: 'eu-west-1_AbC123', email: 'ada@school.example' };

/** A user pool with what the AWS CLI was asked. */
function pool({ has = false, broken = '' } = {}) {
  const calls: string[] = [];
  const aws = async (args: readonly string[]): Promise<void> => {
    calls.push(args.join(' '));
    if (has && args.includes('admin-create-user')) throw new Error('An error occurred (UsernameExistsException)');
    if (broken !== '' && args.includes(broken)) throw new Error('An error occurred (AccessDenied)');
  };
  return { aws, calls };
}

describe('npm run add-organiser', () => {
  it('makes an account with a checked address, and puts it into the group of administrators', async () => {
    const { aws, calls } = pool();
    expect(await addOrganiser(aws, { ...PERSON, group: 'administrators' })).toBe(
      'ada@school.example gets a mail with a temporary password, and is in the group administrators',
    );
    const on = '--user-pool-id eu-west-1_AbC123 --username ada@school.example';
    expect(calls).toEqual([
      `cognito-idp admin-create-user ${on} --user-attributes Name=email,Value=ada@school.example Name=email_verified,Value=true --desired-delivery-mediums EMAIL`,
      `cognito-idp admin-add-user-to-group ${on} --group-name administrators`,
    ]);
  });

  it('can be repeated, and makes somebody an administrator who is in the pool already', async () => {
    const { aws, calls } = pool({ has: true });
    expect(await addOrganiser(aws, { ...PERSON, group: 'administrators' })).toBe(
      'ada@school.example was in the pool already, and is in the group administrators',
    );
    expect(calls).toHaveLength(2);
    expect(await addOrganiser(pool().aws, PERSON)).toBe('ada@school.example gets a mail with a temporary password');
  });

  it.each(['admin-create-user', 'admin-add-user-to-group'])('reports that %s failed', async (broken) => {
    const { aws } = pool({ broken });
    await expect(addOrganiser(aws, { ...PERSON, group: 'administrators' })).rejects.toThrow('AccessDenied');
  });

  it('reads the command line, and says what is wrong with it', () => {
    expect(readArguments(['--pool', PERSON.pool, '--email', PERSON.email])).toEqual({ ...PERSON, group: undefined });
    expect(readArguments(['--help'])).toBeUndefined();
    for (const args of [
      [],
      ['--pool', PERSON.pool],
      ['--pool', 'pool', '--email', PERSON.email],
      ['--pool', PERSON.pool, '--email', 'ada'],
      ['--pool', PERSON.pool, '--email', '--debug@x'],
      ['--pool', PERSON.pool, '--email', PERSON.email, '--group', '-x'],
      ['--nothing'],
    ])
      expect(() => readArguments(args)).toThrow(BadCommand);
  });
});
