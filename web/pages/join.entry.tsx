import { ErrorBoundary } from '../components/error-boundary.tsx';
import { LanguageProvider } from '../components/language.tsx';
import { showPage } from '../components/show-page.tsx';
import { takePersonalLink } from '../lib/personal-link.ts';
import { JoinPage } from './join.tsx';

showPage(() => {
  const link = takePersonalLink({
    href: location.href,
    storage: sessionStorage,
    replace: (url) => history.replaceState(null, '', url),
  });
  return (
    <LanguageProvider wanted={navigator.languages}>
      <ErrorBoundary>
        <JoinPage link={link} />
      </ErrorBoundary>
    </LanguageProvider>
  );
});
