import { roomUrl } from './rooms.ts';

/** How steps and routes treat hosts of one kind. What the template needs is in `infra/host-kinds.ts`. */
export interface HostBehavior {
  /** `http`: a host is ready when its health path returns 200. `agent`: when `infra/host/agent.py` reports so. */
  readonly health: 'http' | 'agent';
  /** What the join page shows: a Jitsi conference in the page, or a link to the page of the host. */
  readonly joinPage: 'jitsi' | 'page';
  /** Where the address of the room has the signed token without which the room lets nobody in. A browser sends no fragment. */
  readonly roomToken: 'query' | 'fragment' | 'none';
  /** Link of a meeting's room, known when the meeting is scheduled. `api` is the base URL of the API. */
  readonly roomLink: (id: string, api: string, domains: RoomDomains) => string;
}

export interface RoomDomains {
  readonly jitsiDomain?: string;
  readonly amiDomain?: string;
}

/** The route that redirects to the host once the room is open. */
const redirect = (id: string, api: string): string => `${api}/room/${id}`;

const BEHAVIOR = {
  /** A stock Linux that serves one page and its health. The room of the local runtime checks the token. */
  'stand-in': { health: 'http', joinPage: 'page', roomToken: 'fragment', roomLink: redirect },
  /** docker-jitsi-meet. */
  jitsi: {
    health: 'agent',
    joinPage: 'jitsi',
    roomToken: 'query',
    roomLink: (id, api, { jitsiDomain }) => (jitsiDomain === undefined ? redirect(id, api) : roomUrl(id, jitsiDomain)),
  },
  /** An image of the operator. */
  ami: {
    health: 'http',
    joinPage: 'page',
    roomToken: 'none',
    roomLink: (id, api, { amiDomain }) => (amiDomain === undefined ? redirect(id, api) : `https://${amiDomain}/${id}`),
  },
} as const satisfies Record<string, HostBehavior>;

export type HostKind = keyof typeof BEHAVIOR;
export const HOST_BEHAVIOR: Readonly<Record<HostKind, HostBehavior>> = BEHAVIOR;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object has exactly these keys
export const HOST_KINDS = Object.keys(BEHAVIOR) as readonly HostKind[];
