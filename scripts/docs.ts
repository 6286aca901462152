/**
 * Generates the documents that come from the code: three JSON files, and the parts of Markdown files between
 * `<!-- name -->` and `<!-- /name -->`. With `--check` it writes nothing, and exits with 1 when a file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readIfExists } from '../local/files.ts';
import { HELP as START_HELP } from '../local/options.ts';
import { HELP as PERSONAL_DATA_HELP } from './personal-data/command.ts';
import { HELP as ROTATE_HELP } from './rotate-links/command.ts';
import { HELP as SIMULATE_HELP } from '../simulation/options.ts';
import { deliveryDefinition, imageBuildDefinition, meetingDefinition } from '../statemachine/definition.ts';
import { openapiDocument } from '../steps/api/http/openapi-document.ts';
import { costTables } from './costs.ts';
import { optionsTable } from './options-table.ts';
import { pageSections, productPictures } from './pictures.ts';
import { contextTable, functionsTable, routesTable } from './tables.ts';
import { workflowPicture } from './workflow-picture.ts';

const check = process.argv.includes('--check');
const definition = meetingDefinition();

const files: Record<string, string> = {
  'docs/meeting.asl.json': `${JSON.stringify(definition, null, 2)}\n`,
  'docs/delivery.asl.json': `${JSON.stringify(deliveryDefinition(), null, 2)}\n`,
  'docs/image-build.asl.json': `${JSON.stringify(imageBuildDefinition(), null, 2)}\n`,
  'docs/openapi.json': `${JSON.stringify(openapiDocument(), null, 2)}\n`,
  'docs/costs.md': withParts('docs/costs.md', await costTables()),
  'docs/pages.md': withParts('docs/pages.md', { pages: pageSections() }),
  'docs/reference.md': withParts('docs/reference.md', {
    context: contextTable(),
    functions: functionsTable(),
    routes: routesTable(),
    start: optionsTable(START_HELP),
    simulate: optionsTable(SIMULATE_HELP),
    'personal-data': optionsTable(PERSONAL_DATA_HELP),
    'rotate-links': optionsTable(ROTATE_HELP),
  }),
  'README.md': withParts('README.md', { picture: productPictures(), workflow: workflowPicture(definition) }),
};

let outOfDate = false;
for (const [file, text] of Object.entries(files)) {
  if (readIfExists(file) === text) continue;
  outOfDate = true;
  if (check) console.error(`${file} is out of date: run npm run docs`);
  else writeFileSync(file, text);
}
process.exitCode = check && outOfDate ? 1 : 0;

function withParts(file: string, parts: Readonly<Record<string, string>>): string {
  const text = readFileSync(file, 'utf8');
  return Object.entries(parts).reduce((result, [name, part]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before, after] = [result.indexOf(open), result.indexOf(close)];
    if (before < 0 || after < before) throw new Error(`${file} has no part "${name}"`);
    return `${result.slice(0, before + open.length)}\n${part}\n${result.slice(after)}`;
  }, text);
}
