import type { Open } from '../lib/wire.ts';
import { JitsiRoom } from './jitsi-room.tsx';
import type { RoomView } from './room-view.ts';
import { TabRoom } from './tab-room.tsx';

type RoomKind = NonNullable<Open['room']['kind']>;

/** All that distinguishes kinds of rooms on the join page. */
const ROOM_KINDS: Readonly<Record<RoomKind, RoomView>> = {
  jitsi: {
    embedded: true,
    presence: 'room-events',
    // The domain becomes the address of a script: a host name with an optional port, nothing else.
    accepts: ({ domain }) => /^[a-z0-9.-]+(?::\d{1,5})?$/i.test(domain),
    Room: JitsiRoom,
  },
  page: {
    embedded: false,
    presence: 'clicks',
    accepts: () => true,
    Room: TabRoom,
  },
};

/** Rooms of a kind that these pages do not know open in a tab. */
export function roomViewOf(room: Open['room']): RoomView {
  const view: RoomView | undefined = ROOM_KINDS[room.kind ?? 'page'];
  return view?.accepts(room) ? view : ROOM_KINDS.page;
}
