import { table } from './tables.ts';

/** An indented line of a help text: an option with its value, two spaces or more, its meaning. */
const OPTION = /^ {2}(--[a-z-]+(?: [A-Z]+)?) {2,}(\S.*)$/gm;

/** The options of a command, from the text that it prints for `--help`. */
export function optionsTable(help: string): string {
  const options = [...help.matchAll(OPTION)]
    .filter(([, option]) => option !== '--help')
    .map(([, option = '', meaning = '']) => [`\`${option}\``, meaning.replaceAll('|', '\\|')]);
  if (options.length === 0) throw new Error(`no options in this help text:\n${help}`);
  return table(['option', 'meaning'], options);
}
