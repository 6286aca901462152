import type { ReactNode } from 'react';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { ApiKeyProvider } from './api-key.tsx';
import { LanguagePicker } from './language-picker.tsx';
import { useOrganiserTexts } from './language.tsx';
import { Shell } from './shell.tsx';
import { SignedIn, SignInGate } from './sign-in.tsx';

type Page = 'schedule' | 'meetings' | 'overview' | 'reports' | 'webhooks';

/** Address, name, and the picture beside the name on a phone, on a grid of 24 units. */
const PAGES: Readonly<Record<Page, readonly [href: string, name: (texts: OrganiserTexts) => string, path: string]>> = {
  schedule: ['./', (texts) => texts.schedule, 'M12 5v14M5 12h14'],
  meetings: ['./meetings', (texts) => texts.meetings, 'M4 6h16v14H4ZM4 10h16M8 3v4M16 3v4'],
  overview: ['./overview', (texts) => texts.overview.title, 'M4 18a8 8 0 1 1 16 0M12 18l4-6'],
  reports: ['./reports', (texts) => texts.reports.title, 'M4 20h16M7 20v-6M12 20V5M17 20v-9'],
  webhooks: [
    './webhooks',
    (texts) => texts.webhooks.title,
    'M10 14a4 4 0 0 1 0-6l3-3a4 4 0 0 1 6 6l-2 2M14 10a4 4 0 0 1 0 6l-3 3a4 4 0 0 1-6-6l2-2',
  ],
};

interface OrganiserShellProps {
  readonly page: Page;
  readonly children: ReactNode;
}

/** A page of organisers: with navigation, a choice of the language, and a dialog that asks for the API key or for another sign-in. */
export const OrganiserShell = ({ page, children }: OrganiserShellProps) => {
  const texts = useOrganiserTexts();
  const navigation = (
    <nav aria-label={texts.pages}>
      {Object.entries(PAGES).map(([name, [href, nameIn, path]]) => (
        <a key={name} href={href} aria-current={name === page ? 'page' : undefined}>
          <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d={path} />
          </svg>
          {nameIn(texts)}
        </a>
      ))}
    </nav>
  );
  return (
    <Shell
      navigation={navigation}
      actions={
        <>
          <SignedIn />
          <LanguagePicker />
        </>
      }
    >
      <SignInGate>
        <ApiKeyProvider>{children}</ApiKeyProvider>
      </SignInGate>
    </Shell>
  );
};
