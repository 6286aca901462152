import { ErrorBoundary } from '../components/error-boundary.tsx';
import { LanguageProvider } from '../components/language.tsx';
import { showPage } from '../components/show-page.tsx';
import { Call } from '../rooms/call/call.ts';
import { RoomLanguage } from '../rooms/call/room-language.tsx';
import { RoomPage } from '../rooms/call/room-page.tsx';
import { takeToken } from '../rooms/call/token.ts';

showPage(({ clock }) => {
  const token = takeToken(location, history, sessionStorage);
  const setClock = (fields: Parameters<typeof clock.update>[0]): void => clock.update(fields, clock.monotonic());
  const call = token === undefined ? undefined : new Call({ token, clock: setClock, storage: sessionStorage });
  return (
    <LanguageProvider wanted={navigator.languages}>
      <RoomLanguage>
        <ErrorBoundary>
          <RoomPage call={call} />
        </ErrorBoundary>
      </RoomLanguage>
    </LanguageProvider>
  );
});
