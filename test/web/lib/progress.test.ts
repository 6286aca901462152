import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_UNVERIFIED, MACHINE_STARTS, waitingForSlot } from '../../../steps/domain/progress.ts';
import { LANGUAGE_TAGS } from '../../../web/languages/languages.ts';
import { organiserCatalogue } from '../../../web/languages/organiser.ts';
import { progressText } from '../../../web/lib/progress.ts';

describe.each(LANGUAGE_TAGS)('what the steps say about a start, in the language %s', (tag) => {
  it('has a text for each sentence of the steps', async () => {
    const texts = await organiserCatalogue(tag);
    const { starting, accountUnverified, noFreeMachine } = texts.progress;
    const said = [MACHINE_STARTS, ACCOUNT_UNVERIFIED, waitingForSlot(12)].map((text) => progressText(text, texts));
    expect(said).toEqual([starting, accountUnverified, noFreeMachine('12')]);
  });
});

it('what a host says about itself stays as it is', async () => {
  expect(progressText('installing packages', await organiserCatalogue('ja'))).toBe('installing packages');
});
