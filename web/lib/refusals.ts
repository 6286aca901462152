import type { OrganiserTexts } from '../languages/organiser.ts';
import type { FieldError } from './wire.ts';

/** Why the server refused something, in the language of the page; undefined for what the pages do not send. */
export function refusalText({ code, limit = 0 }: FieldError, texts: OrganiserTexts): string | undefined {
  if (code === undefined) return undefined;
  const { refusals, skippedTime, tooFarAhead, enterEmail } = texts;
  const text = {
    ...refusals,
    EMAIL: enterEmail('ada@example.org'),
    TIME_SKIPPED: skippedTime,
    TOO_FAR: tooFarAhead,
  }[code];
  return typeof text === 'function' ? text(limit) : text;
}
