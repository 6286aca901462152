import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_UNVERIFIED, MACHINE_STARTS, waitingForSlot } from '../../../steps/domain/progress.ts';
import { ORGANISERS } from '../../../web/lib/languages/built-organisers.ts';
import { LANGUAGE_TAGS, loadPart } from '../../../web/lib/languages/languages.ts';
import english from '../../../web/languages/en.ts';
import { progressText } from '../../../web/lib/progress.ts';

describe.each(LANGUAGE_TAGS)('what the steps say about a start, in the language %s', (tag) => {
  it('has a text for each sentence of the steps', async () => {
    const texts = (await loadPart(ORGANISERS, tag))();
    const { starting, accountUnverified, noFreeMachine } = texts.progress;
    const said = [MACHINE_STARTS, ACCOUNT_UNVERIFIED, waitingForSlot(12)].map((text) => progressText(text, texts));
    expect(said).toEqual([starting, accountUnverified, noFreeMachine('12')]);
  });
});

it('what a host says about itself stays as it is', () => {
  expect(progressText('installing packages', english.organisers())).toBe('installing packages');
});
