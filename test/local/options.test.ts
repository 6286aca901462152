import { describe, expect, it } from '@jest/globals';
import { BadOption, readOptions } from '../../local/options.ts';

describe('the options of npm start', () => {
  it('have the defaults of the README', () => {
    expect(readOptions([])).toMatchObject({ port: 3000, speed: 1, dataDir: '.elephant', origins: [], word: 'meeting' });
    expect(readOptions(['--speed', '60'])).toMatchObject({ speed: 60, dataDir: '.elephant-x60' });
    expect(readOptions(['--boot', '2m'])?.bootTime({} as never)).toBe(120_000);
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each<string[]>([
    ['--port', '70000'],
    ['--port', '3.5'],
    ['--sign-in', '--host', '192.168.1.5'],
    ['--speed', '0'],
    ['--host', 'laptop.example'],
    ['--host', '0.0.0.0'],
    ['--host', '127.0.0.1'],
    ['--boot', 'soon'],
    ['--data-dir', ''],
    ['--word', 'class'],
    ['--origin', '*'],
    ['--origin', 'https://a.example/path'],
    ['--prot', '1'],
    ['extra'],
  ])('reject %j', (...args) => {
    expect(() => readOptions(args)).toThrow(BadOption);
  });
});
