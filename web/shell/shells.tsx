import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type App, AppProvider } from '../components/app.tsx';
import { LanguageContext } from '../components/language.tsx';
import { LobbyPlaceholder } from '../components/lobby-placeholder.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { Loading, Shell } from '../components/shell.tsx';
import { GUESTS } from '../lib/languages/built-guests.ts';
import { ORGANISERS } from '../lib/languages/built-organisers.ts';
import { LANGUAGES, loadPart } from '../lib/languages/languages.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { ServerClock } from '../lib/server-clock.ts';
import { BackToList, DetailsPlaceholder } from '../pages/details-placeholder.tsx';
import { OverviewHeading } from '../pages/overview-heading.tsx';
import { ReportHeading } from '../pages/report-heading.tsx';

interface Shells {
  readonly page: ReactNode;
  /** For addresses with `?id=`. */
  readonly withId?: ReactNode;
}

/** What a page shows before its scripts have loaded: the same components as before the first response. */
const SHELLS = {
  '/index.html': (texts) => ({
    page: (
      <OrganiserShell page="schedule">
        <div className="column">
          <h1>{texts.scheduleTitle}</h1>
          <p className="lead">{texts.scheduleLead}</p>
        </div>
      </OrganiserShell>
    ),
  }),
  '/meetings.html': (texts) => ({
    page: (
      <OrganiserShell page="meetings">
        <div className="column">
          <div className="heading-row">
            <h1>{texts.meetings}</h1>
          </div>
          <Loading lost={false} />
        </div>
      </OrganiserShell>
    ),
    withId: (
      <OrganiserShell page="meetings">
        <div className="column">
          <BackToList href="./meetings" />
          <DetailsPlaceholder lost={false} />
        </div>
      </OrganiserShell>
    ),
  }),
  '/overview.html': () => ({
    page: (
      <OrganiserShell page="overview">
        <div className="column">
          <OverviewHeading />
          <Loading lost={false} />
        </div>
      </OrganiserShell>
    ),
  }),
  '/reports.html': () => ({
    page: (
      <OrganiserShell page="reports">
        <div className="column">
          <ReportHeading />
          <Loading lost={false} />
        </div>
      </OrganiserShell>
    ),
  }),
  '/webhooks.html': (texts) => ({
    page: (
      <OrganiserShell page="webhooks">
        <div className="column">
          <div>
            <h1>{texts.webhooks.title}</h1>
            <p className="lead">{texts.webhooks.lead}</p>
          </div>
          <Loading lost={false} />
        </div>
      </OrganiserShell>
    ),
  }),
  '/join.html': () => ({
    page: (
      <Shell sky="dawn" loading>
        <LobbyPlaceholder />
      </Shell>
    ),
  }),
} satisfies Readonly<Record<string, (texts: OrganiserTexts) => Shells>>;

export type ShellFile = keyof typeof SHELLS;
export const SHELL_FILES = Object.keys(SHELLS) as readonly ShellFile[];

/** HTML in one language. */
export interface ShellPage {
  readonly direction: 'ltr' | 'rtl';
  readonly html: string;
  /** For addresses with `?id=`, if it differs. */
  readonly htmlWithId: string | undefined;
}

/** The markup calls nothing. */
const app: App = { clock: new ServerClock(() => 0, 0), api: undefined, organiser: {}, word: undefined } as never;

/** The texts of every language. They are loaded with this module: Vite closes its runner once it has imported it. */
const LOADED = await Promise.all(
  Object.entries(LANGUAGES).map(async ([tag, { direction }]) => {
    const [organisers, guests] = await Promise.all([loadPart(ORGANISERS, tag), loadPart(GUESTS, tag)]);
    return { tag, direction, organiserTexts: organisers(), texts: guests('meeting') };
  }),
);

/** Renders the shells of one file in every language. */
export function shellsOf(file: ShellFile): ReadonlyMap<string, ShellPage> {
  const pages = new Map<string, ShellPage>();
  for (const { tag, direction, organiserTexts, texts } of LOADED) {
    const language = { tag, texts, organiserTexts, choose: () => undefined };
    const htmlOf = (shell: ReactNode): string =>
      renderToStaticMarkup(
        <AppProvider app={app}>
          <LanguageContext value={language}>
            {/* Nothing answers a click yet. */}
            <div inert data-shell>
              {shell}
            </div>
          </LanguageContext>
        </AppProvider>,
      );
    const { page, withId }: Shells = SHELLS[file](organiserTexts);
    pages.set(tag, {
      direction,
      html: htmlOf(page),
      htmlWithId: withId === undefined ? undefined : htmlOf(withId),
    });
  }
  return pages;
}
