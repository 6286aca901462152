import { describe, expect, it } from '@jest/globals';
import { DELIVERY_ERRORS } from '../../../steps/domain/delivery-errors.ts';
import { HOST_PARTS } from '../../../steps/domain/progress.ts';
import { TIMELINE_KINDS } from '../../../steps/domain/timeline-kinds.ts';
import {
  deliveryErrorText,
  eventText,
  happenedText,
  hostStateText,
  stateText,
  stateTypeText,
} from '../../../web/lib/engine-texts.ts';
import { ORGANISERS } from '../../../web/lib/languages/built-organisers.ts';
import { LANGUAGE_TAGS, loadPart } from '../../../web/lib/languages/languages.ts';
import { progressText } from '../../../web/lib/progress.ts';
import { definition, failedRun, running } from '../support/fixtures.ts';

const AT = '2026-12-01T13:50:00Z';

describe.each(LANGUAGE_TAGS)('in the language %s', (tag) => {
  it('each state of the workflow, its type, and each event has a text of its own', async () => {
    const texts = (await loadPart(ORGANISERS, tag))();
    const names = Object.keys(definition.States);
    expect(Object.keys(texts.states).toSorted()).toEqual(names.toSorted());
    expect(new Set(names.map((name) => stateText(name, texts))).size).toBe(names.length);
    for (const { Type: type } of Object.values(definition.States)) expect(texts.stateTypes).toHaveProperty(type);
    for (const { type } of [...running.events, ...failedRun.events])
      expect(Object.values(texts.eventKinds)).toContain(eventText(type, texts));
  });

  it('what happened to a meeting has a text with the name of its host, person or outcome', async () => {
    const texts = (await loadPart(ORGANISERS, tag))();
    const read = TIMELINE_KINDS.map((kind) => happenedText({ at: AT, what: 'as the server says it', kind }, texts));
    expect(new Set(read).size).toBe(TIMELINE_KINDS.length);
    const of = (kind: (typeof TIMELINE_KINDS)[number], name: string): string =>
      happenedText({ at: AT, what: '', kind, of: name }, texts);
    expect(of('host_launched', 'i-0a1b')).toContain('i-0a1b');
    expect(of('first_seen', 'teacher')).toContain(texts.role.teacher);
    expect(of('decided', 'NO_SHOW')).toContain(texts.outcome.NO_SHOW);
    expect(of('moved', 'Holidays')).toContain('Holidays');
  });

  it('what a host waits for, its state, and why a webhook failed have texts', async () => {
    const texts = (await loadPart(ORGANISERS, tag))();
    for (const [part, english] of Object.entries(HOST_PARTS))
      expect(progressText(`${english} (503)`, texts)).toBe(
        Object.entries(texts.progress.parts).find(([name]) => name === part)![1],
      );
    for (const [name, english] of Object.entries(DELIVERY_ERRORS))
      expect(deliveryErrorText(`${english} (E)`, texts)).toBe(`${texts.webhooks.errors[name as 'other']} (E)`);
    expect(Object.values(texts.hostStates)).toContain(hostStateText('shutting-down', texts));
  });
});

it('what the pages do not know stays as it is', async () => {
  const texts = (await loadPart(ORGANISERS, 'ja'))();
  expect([stateText('toString', texts), stateTypeText('Map', texts), hostStateText('lost', texts)]).toEqual([
    'toString',
    'Map',
    'lost',
  ]);
  expect([eventText('MapRunRedriven', texts), deliveryErrorText('HTTP 410', texts)]).toEqual([
    'MapRunRedriven',
    'HTTP 410',
  ]);
});
