import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** A link key in the address of an API call, or in a body: in a trace or in the history of a shell. */
const IN_A_REQUEST = new RegExp(
  [
    /\/(join|meetings|series)\/\S*[?&]key=/,
    /["']?role["']?: ?["']?(teacher|student|host|role)["']?, ?["']?key["']?/,
    /(body|query): ?\{[^}]*\bkey\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

it('no page, client, agent, script or document sends a link key outside the header X-Link-Key', () => {
  const folders = ['web', 'client', 'scripts', 'infra', 'local', 'simulation', 'examples', 'docs', 'README.md'];
  const files = execFileSync('git', ['ls-files', '-z', ...folders], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => /\.(tsx?|py|sh|md)$/.test(file));
  expect(files.length).toBeGreaterThan(150);
  expect(files.filter((file) => IN_A_REQUEST.test(readFileSync(file, 'utf8')))).toEqual([]);
});
