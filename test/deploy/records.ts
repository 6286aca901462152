import { deepStrictEqual, ok } from 'node:assert/strict';
import { KEY_HOLDERS, linkKey } from '../../steps/domain/links.ts';
import { PROBE } from '../../steps/listening/mark.ts';
import { healthPath, roomSecret } from '../../steps/domain/rooms.ts';
import type { Account } from './account.ts';
import type { EmulatedAws } from './emulated-aws.ts';

/** Three parts of base64url; the first is JSON, so it starts with `{"`. */
const ROOM_TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

/**
 * Searches what an operator can read for secrets: the logs of the functions and of the API, the addresses of all requests
 * to the API, which X-Ray records, and the histories of all executions. MiniStack writes no access logs and has no X-Ray;
 * test/infra/api.test.ts checks the format of the access logs.
 * @param sent keys and tokens of callers
 * @returns a text with the size of what was searched
 */
export async function assertNoSecrets(aws: EmulatedAws, account: Account, sent: readonly string[]): Promise<string> {
  const { addresses, taskTokens, linkKeys } = aws.proxy;
  const resources = Object.entries(await account.resources());
  const secretArn = resources.find(([id]) => id.includes('LinkSecret'))?.[1] ?? '';
  const ids = await account.meetingIds();
  const linkSecret = await account.secret(secretArn);
  const secrets = [
    ...sent,
    linkSecret,
    linkKey(linkSecret, PROBE, 'probe'),
    ...ids.flatMap((id) => [
      ...KEY_HOLDERS.map((holder) => linkKey(linkSecret, { id }, holder)),
      roomSecret(linkSecret, id),
      healthPath(linkSecret, id),
    ]),
    // As they were sent, also of links that were replaced. Not the forged ones of the smoke test.
    ...[...linkKeys].filter((key) => key.length === linkKey('', { id: '' }, 'probe').length),
  ];
  const records = { logs: await account.logs(), addresses: addresses.join('\n'), histories: await account.histories() };

  const found: string[] = [];
  for (const [record, text] of Object.entries(records)) {
    ok(text.length > 1_000, `${record}: only ${text.length} characters`);
    found.push(...secrets.filter((secret) => text.includes(secret)).map((secret) => `${record}: ${secret}`));
    if (ROOM_TOKEN.test(text)) found.push(`${record}: a room token`);
    if (record !== 'histories' && [...taskTokens].some((token) => text.includes(token)))
      found.push(`${record}: a task token`);
  }
  deepStrictEqual(found, []);
  ok(
    [...taskTokens].some((token) => records.histories.includes(token)),
    'no task token is in the histories',
  );
  const size = Object.values(records).reduce((sum, text) => sum + text.length, 0);
  return `${secrets.length} secrets of ${ids.length} meetings in ${Math.round(size / 1024)} KB`;
}
