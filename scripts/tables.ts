import { describeContext } from '../infra/context.ts';
import { HANDLERS } from '../infra/environment.ts';
import { FUNCTION_NAMES, specOf } from '../infra/functions.ts';
import { ROUTES } from '../steps/api/routes.ts';

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ') || '-';

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Every function with its description, its environment variables and its grants. */
export const functionsTable = (): string =>
  table(
    ['function', 'description', 'environment', 'grants'],
    FUNCTION_NAMES.map((name) => [
      `\`${name}\``,
      specOf(name).description,
      code(HANDLERS[name].reads),
      code(specOf(name).grants),
    ]),
  );

export const routesTable = (): string =>
  table(
    ['route', 'function', 'for organisers'],
    ROUTES.map(({ name, method, path, organiser }) => [
      `\`${method} ${path}\``,
      `\`${name}\``,
      organiser ? 'yes' : 'no',
    ]),
  );

/** The settings of a deployment. */
export const contextTable = (): string =>
  table(
    ['context', 'meaning', 'default'],
    describeContext().map(({ key, meaning, fallback }) => [
      `\`${key}\``,
      meaning.replaceAll('|', '\\|'),
      !fallback ? '-' : `\`${fallback}\``,
    ]),
  );
