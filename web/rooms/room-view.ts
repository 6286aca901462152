import type { ComponentType, ReactNode } from 'react';
import type { Open, Role } from '../lib/wire.ts';

export interface RoomProps {
  readonly answer: Open;
  readonly role: Role;
  readonly inside: boolean;
  /** Reports "joined". */
  readonly onEnter: () => void;
  /** Reports "left". */
  readonly onLeave: () => void;
  /** The teacher's button "End for all"; undefined in embedded rooms, where the page's header has it. */
  readonly end: ReactNode;
}

/** How the join page shows a kind of room. */
export interface RoomView {
  /** True: the room fills the join page. False: the room opens in a tab. */
  readonly embedded: boolean;
  /**
   * What reports presence. `room-events`: the joined and left events of the room. `clicks`: the buttons of the join
   * page, and a reload of the join page reports "joined" again, because the room's tab stays open.
   */
  readonly presence: 'room-events' | 'clicks';
  /** Checks data that the view relies on. A room that fails the check opens in a tab. */
  readonly accepts: (room: Open['room']) => boolean;
  readonly Room: ComponentType<RoomProps>;
}
