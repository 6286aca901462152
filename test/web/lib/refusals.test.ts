import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES } from '../../../steps/api/http/refusal-codes.ts';
import { ORGANISERS } from '../../../web/lib/languages/built-organisers.ts';
import { LANGUAGE_TAGS, loadPart } from '../../../web/lib/languages/languages.ts';
import { refusalText } from '../../../web/lib/refusals.ts';
import type { RefusalCode } from '../../../web/lib/wire.ts';

const english = 'as the server says it';
const error = { field: 'meet_time', message: english };

describe.each(LANGUAGE_TAGS)('what organisers read in %s when the server refuses', (tag) => {
  it('is a text of their language for every code', async () => {
    const texts = (await loadPart(ORGANISERS, tag))();
    const read = REFUSAL_CODES.map((code) => refusalText({ ...error, code, limit: 37 }, texts));
    expect(new Set(read).size).toBe(REFUSAL_CODES.length);
    for (const text of read) expect(text).not.toContain(english);
    expect(read.filter((text) => text?.includes('37'))).toHaveLength(6);
    expect(refusalText({ ...error, code: 'MINUTES_LEFT', limit: 0 }, texts)).not.toMatch(/0/);
  });

  it.each(['OF_A_LATER_VERSION', 'toString'])('has no text for the unknown code %s', async (code) => {
    expect(refusalText({ ...error, code: code as RefusalCode }, (await loadPart(ORGANISERS, tag))())).toBeUndefined();
  });
});
