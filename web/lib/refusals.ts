import type { OrganiserTexts } from './languages/texts.ts';
import type { FieldError, RefusalCode } from './wire.ts';

/** Why the server refused something, in the language of the page; undefined for a code that the page does not know yet. */
export function refusalText({ code, limit = 0 }: FieldError, texts: OrganiserTexts): string | undefined {
  const { refusals, skippedTime, tooFarAhead, enterEmail } = texts;
  const all: Record<RefusalCode, string | ((limit: number) => string)> = {
    ...refusals,
    EMAIL: enterEmail('ada@example.org'),
    TIME_SKIPPED: skippedTime,
    TOO_FAR: tooFarAhead,
  };
  const text = Object.hasOwn(all, code) ? all[code] : undefined;
  return typeof text === 'function' ? text(limit) : text;
}
