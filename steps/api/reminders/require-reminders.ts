import type { Role } from '../../domain/links.ts';
import { isRemindersKey, parseRemindersToken, type RemindersOf } from '../../domain/reminders-key.ts';
import { addressOf } from '../../domain/notices.ts';
import { mailLanguage, type MailLanguage } from '../../mail/languages/languages.ts';
import type { ApiRequest } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import { notFound } from '../http/problem.ts';

type Needs = Pick<Ports, 'meetings' | 'series' | 'secrets' | 'settings'>;

export interface KnownReminders extends RemindersOf {
  readonly isSeries: boolean;
  readonly language: MailLanguage;
}

/**
 * Whose reminders the address of the request is for. The key depends on the e-mail address, so it ends with it.
 * @throws Problem 404
 */
export async function requireReminders(ports: Needs, { params }: ApiRequest): Promise<KnownReminders> {
  const of = parseRemindersToken(params['token'] ?? '');
  const found = of && (await rowOf(ports, of.id));
  const address = of && found && addressOf(found.people, of.role);
  if (
    !of ||
    !found ||
    address === undefined ||
    !isRemindersKey(of.key, await ports.secrets.linkSecret(found.keyId), of, address)
  )
    throw notFound('There are no reminders at this address.');
  const language = mailLanguage(languageOf(found.people, of.role), ports.settings.mail?.word ?? 'meeting');
  return { id: of.id, role: of.role, isSeries: found.isSeries, language };
}

async function rowOf({ meetings, series }: Needs, id: string) {
  const meeting = await meetings.find(id);
  if (meeting) return { people: meeting, keyId: meeting.key_id, isSeries: false };
  const row = await series.find(id);
  return row && { people: row.plan, keyId: row.key_id, isSeries: true };
}

const languageOf = (
  people: { readonly [Name in `${Role}_language`]?: string | undefined },
  role: Role,
): string | undefined => people[`${role}_language`];
