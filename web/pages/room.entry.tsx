import { showPage } from '../components/show-page.tsx';
import { Call } from '../rooms/call/call.ts';
import { RoomPage } from '../rooms/call/room-page.tsx';
import { takeToken } from '../rooms/call/token.ts';

showPage(({ clock }) => {
  const token = takeToken(location, history, sessionStorage);
  if (token === undefined) return <RoomPage call={undefined} />;
  const setClock = (fields: Parameters<typeof clock.update>[0]): void => clock.update(fields, clock.monotonic());
  return <RoomPage call={new Call({ token, clock: setClock, storage: sessionStorage })} />;
});
