import { type RenderResult, render } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { AppProvider } from '../../../web/components/app.tsx';
import type { Api } from '../../../web/lib/api.ts';
import { OrganiserKey } from '../../../web/lib/organiser-key.ts';
import { ServerClock } from '../../../web/lib/server-clock.ts';
import { NOW } from './fixtures.ts';

const unforeseen = (name: string) => (): never => {
  throw new Error(`${name} was not to be called`);
};

/** An API that throws on every call that a test does not foresee. */
export function fakeApi(parts: Partial<Api>): Api {
  return {
    health: async () => undefined,
    schedule: unforeseen('schedule'),
    meetings: unforeseen('meetings'),
    meeting: unforeseen('meeting'),
    cancel: unforeseen('cancel'),
    workflow: unforeseen('workflow'),
    execution: unforeseen('execution'),
    join: unforeseen('join'),
    presence: unforeseen('presence'),
    lastWord: () => undefined,
    end: unforeseen('end'),
    ...parts,
  };
}

/** A page in a document, with its API and a server's clock that starts at the fixtures' now. */
export function renderPage(page: ReactNode, api: Partial<Api>): RenderResult & { readonly organiserKey: OrganiserKey } {
  const organiserKey = new OrganiserKey(localStorage);
  const app = { api: fakeApi(api), clock: new ServerClock(() => performance.now(), NOW), organiserKey };
  return { ...render(createElement(AppProvider, { app, children: page })), organiserKey };
}
