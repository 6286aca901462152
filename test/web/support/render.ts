import { type RenderResult, render } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { AppProvider, type Organiser } from '../../../web/components/app.tsx';
import { LanguageContext } from '../../../web/components/language.tsx';
import english from '../../../web/languages/en.ts';
import { Refusal } from '../../../web/lib/api.ts';
import type { Api } from '../../../web/lib/organiser-api.ts';
import { ApiKeyStore } from '../../../web/lib/api-key.ts';
import { ServerClock } from '../../../web/lib/server-clock.ts';
import type { Word } from '../../../web/lib/words.ts';
import { NOW } from './fixtures.ts';

const unexpected = (name: string) => (): never => {
  throw new Error(`unexpected call of ${name}`);
};

/** An API that throws on every call that the test does not define. */
function fakeApi(parts: Partial<Api>): Api {
  return {
    health: async () => undefined,
    schedule: unexpected('schedule'),
    meetings: unexpected('meetings'),
    meeting: unexpected('meeting'),
    change: unexpected('change'),
    cancel: unexpected('cancel'),
    actions: unexpected('actions'),
    links: unexpected('links'),
    revokeLink: unexpected('revokeLink'),
    previewSeries: unexpected('previewSeries'),
    createSeries: unexpected('createSeries'),
    allSeries: unexpected('allSeries'),
    series: unexpected('series'),
    changeSeries: unexpected('changeSeries'),
    endSeries: unexpected('endSeries'),
    seriesLinks: unexpected('seriesLinks'),
    revokeSeriesLink: unexpected('revokeSeriesLink'),
    overview: unexpected('overview'),
    attendance: unexpected('attendance'),
    calendar: unexpected('calendar'),
    createCalendar: unexpected('createCalendar'),
    revokeCalendar: unexpected('revokeCalendar'),
    webhooks: unexpected('webhooks'),
    createWebhook: unexpected('createWebhook'),
    enableWebhook: unexpected('enableWebhook'),
    deleteWebhook: unexpected('deleteWebhook'),
    rotateWebhookSecret: unexpected('rotateWebhookSecret'),
    testWebhook: unexpected('testWebhook'),
    deliveries: unexpected('deliveries'),
    retryDelivery: unexpected('retryDelivery'),
    workflow: unexpected('workflow'),
    execution: unexpected('execution'),
    join: unexpected('join'),
    currentOccurrence: () => Promise.reject(new Refusal(404, {})),
    presence: unexpected('presence'),
    sendLeftOnClose: () => undefined,
    feedback: unexpected('feedback'),
    end: unexpected('end'),
    extend: unexpected('extend'),
    startLate: unexpected('startLate'),
    extendTo: unexpected('extendTo'),
    startLateBy: unexpected('startLateBy'),
    ...parts,
  };
}

const NONE = { kind: 'none' } as const;
const NO_ISSUER: Organiser['signIn'] = {
  state: () => NONE,
  subscribe: () => () => undefined,
  enter: unexpected('enter'),
  again: unexpected('again'),
  signOut: unexpected('signOut'),
};

/** Renders a page with its API and a server clock that starts at the fixtures' `NOW`. */
export function renderPage(
  page: ReactNode,
  api: Partial<Api>,
  word: Word = 'meeting',
  mail?: boolean,
  signIn: Organiser['signIn'] = NO_ISSUER,
): RenderResult & { readonly apiKey: ApiKeyStore; readonly clock: ServerClock } {
  const apiKey = new ApiKeyStore(localStorage);
  const clock = new ServerClock(() => performance.now(), NOW);
  const fake = fakeApi(api);
  const organiser = { api: fake, joinUrl: async () => 'https://join.test/join', apiKey, signIn };
  const app = { word: async () => word, mail: async () => mail, api: fake, organiser, clock };
  const language = {
    tag: 'en',
    texts: english.guests(word),
    organiserTexts: english.organisers(),
    choose: () => undefined,
  } as const;
  const content = createElement(LanguageContext, { value: language, children: page });
  return { ...render(createElement(AppProvider, { app, children: content })), apiKey, clock };
}
