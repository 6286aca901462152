import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

/** Indented or fenced code is not prose: its comments are no headings, and its texts are no links. */
const proseOf = (document: string): string => readFileSync(document, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '');

/** The anchor that GitHub gives to a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

const anchorsOf = (document: string): string[] =>
  [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

function brokenLinks(document: string): string[] {
  const targets = [...proseOf(document).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, image]) => link ?? image ?? '',
  );
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : join(dirname(document), path);
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
}

/** Files named in prose by their path from the project's root, such as `steps/ports.ts`. */
const missingFiles = (document: string): string[] =>
  [...proseOf(document).matchAll(/`((?:\w[\w-]*\/)+[\w.-]+\.[a-z]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => existsSync(path.split('/')[0] ?? '') && !existsSync(path));

describe('documents', () => {
  it.each(DOCUMENTS)('%s has only links to files and headings that exist', (document) => {
    expect(brokenLinks(document)).toEqual([]);
  });

  it.each(DOCUMENTS.filter((document) => document !== 'CONTRIBUTING.md'))(
    '%s names only files that exist',
    (document) => {
      expect(missingFiles(document)).toEqual([]);
    },
  );
});

it('the timetable in the design has every name, with its default', () => {
  const rows = readFileSync('docs/design.md', 'utf8').matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([\d, ]+) \|/gm);
  const documented = [...rows].flatMap(([, names = '', defaults = '']) => {
    const values = defaults.split(', ');
    return names.split(', ').map((name, index) => [name.slice(1, -1), Number(values[index])]);
  });
  expect(Object.fromEntries(documented)).toEqual(DEFAULT_TIMETABLE);
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  it('has at most 1,000 words outside of tables', () => {
    const words = readme.replaceAll(/^(<!--|\|).*$/gm, '').match(/\S+/g) ?? [];
    expect(words.length).toBeLessThanOrEqual(1000);
  });

  it('has at most three screenshots and one diagram', () => {
    expect(readme.match(/<img /g)?.length).toBeLessThanOrEqual(3);
    expect(readme.match(/^```mermaid$/gm)?.length).toBeLessThanOrEqual(1);
  });
});
