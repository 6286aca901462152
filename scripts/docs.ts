/**
 * Generates documents from the code: JSON files, and the parts of Markdown files between `<!-- name -->` and
 * `<!-- /name -->`. With `--check` it writes nothing, and exits with 1 when a file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { meetingDefinition } from '../statemachine/definition.ts';
import { openapiDocument } from '../steps/api/http/openapi-document.ts';
import { costTables } from './costs.ts';
import { contextTable, functionsTable, routesTable } from './tables.ts';
import { picturesTable } from './pictures.ts';
import { workflowPicture } from './workflow-picture.ts';

const check = process.argv.includes('--check');
const definition = meetingDefinition();

const files: Record<string, string> = {
  'docs/meeting.asl.json': `${JSON.stringify(definition, null, 2)}\n`,
  'docs/openapi.json': `${JSON.stringify(openapiDocument(), null, 2)}\n`,
  'docs/costs.md': withParts('docs/costs.md', await costTables()),
  'README.md': withParts('README.md', {
    workflow: workflowPicture(definition),
    pictures: picturesTable(),
    routes: routesTable(),
    context: contextTable(),
    functions: functionsTable(),
  }),
};

let drifted = false;
for (const [file, text] of Object.entries(files)) {
  if (read(file) === text) continue;
  drifted = true;
  if (check) console.error(`${file} is not up to date: run npm run docs`);
  else writeFileSync(file, text);
}
process.exitCode = check && drifted ? 1 : 0;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function withParts(file: string, parts: Readonly<Record<string, string>>): string {
  const text = readFileSync(file, 'utf8');
  return Object.entries(parts).reduce((result, [name, part]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before, after] = [result.indexOf(open), result.indexOf(close)];
    if (before < 0 || after < before) throw new Error(`${file} has no part "${name}"`);
    return `${result.slice(0, before + open.length)}\n${part}\n${result.slice(after)}`;
  }, text);
}
