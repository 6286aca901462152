import type { ReactNode } from 'react';
import { ApiKeyProvider } from './api-key.tsx';
import { LanguagePicker } from './language-picker.tsx';
import { useOrganiserTexts } from './language.tsx';
import { Shell } from './shell.tsx';

interface OrganiserShellProps {
  readonly page: 'schedule' | 'meetings' | 'overview' | 'reports' | 'webhooks';
  readonly children: ReactNode;
}

/** A page of organisers: with navigation, a choice of the language, and a dialog that asks for the API key. */
export const OrganiserShell = ({ page, children }: OrganiserShellProps) => {
  const texts = useOrganiserTexts();
  const current = (name: typeof page) => (name === page ? 'page' : undefined);
  const navigation = (
    <nav aria-label={texts.pages}>
      <a href="./" aria-current={current('schedule')}>
        {texts.schedule}
      </a>
      <a href="./meetings" aria-current={current('meetings')}>
        {texts.meetings}
      </a>
      <a href="./overview" aria-current={current('overview')}>
        {texts.overview.title}
      </a>
      <a href="./reports" aria-current={current('reports')}>
        {texts.reports.title}
      </a>
    </nav>
  );
  return (
    <Shell navigation={navigation} actions={<LanguagePicker />}>
      <ApiKeyProvider>{children}</ApiKeyProvider>
    </Shell>
  );
};
