import { describe, expect, it } from '@jest/globals';
import { acceptedType } from '../../../../steps/api/http/accepted-type.ts';

const TYPES = ['application/json', 'text/csv'] as const;

describe('the type of a response', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['TEXT/CSV; header=present', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
    ['text/csv;q=0.5, */*', 'application/json'],
    ['application/json;q=0, */*', 'text/csv'],
    ['text/html, */*;q=0.1', 'application/json'],
  ])('for %j is %s', (accept, type) => expect(acceptedType(accept, TYPES)).toBe(type));

  it.each(['text/html', 'application/*;q=0', '', 'text/csv;q=0', 'text/csv;q=x'])('for %j is refused', (accept) => {
    expect(() => acceptedType(accept, TYPES)).toThrow(expect.objectContaining({ status: 406 }));
  });
});
