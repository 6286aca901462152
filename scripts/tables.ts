import { describeContext } from '../infra/context.ts';
import { FUNCTION_NAMES, specOf, variablesOf } from '../infra/functions.ts';
import { ROUTES } from '../steps/api/routes.ts';

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ') || '-';

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** What each function is for, what it reads from its environment, and what it may do. */
export const functionsTable = (): string =>
  table(
    ['function', 'what it promises', 'environment', 'may'],
    FUNCTION_NAMES.map((name) => [
      `\`${name}\``,
      specOf(name).promise,
      code(variablesOf(name)),
      code(specOf(name).grants),
    ]),
  );

export const routesTable = (): string =>
  table(
    ['route', 'function', "needs the organiser's key"],
    ROUTES.map(({ name, method, path, organiser }) => [
      `\`${method} ${path}\``,
      `\`${name}\``,
      organiser ? 'yes' : 'no',
    ]),
  );

/** What an operator may decide. */
export const contextTable = (): string =>
  table(
    ['context', 'meaning', 'default'],
    describeContext().map(({ key, meaning, fallback }) => [
      `\`${key}\``,
      meaning.replaceAll('|', '\\|'),
      !fallback ? '-' : `\`${fallback}\``,
    ]),
  );
