import { createHmac } from 'node:crypto';
import { linkKey, type Role } from './links.ts';

/**
 * What a room that is its meeting's own rests on. All of it is derived from the deployment's link
 * secret, so nothing is stored, and whoever holds the secret of one room learns nothing of another.
 */
export interface RoomSecrets {
  /** Signs the tokens without which nobody enters: 43 characters. */
  readonly room_secret: string;
  /** With which the host reports who is in the room. */
  readonly host_key: string;
  /** Where the host tells how it is: `/_` and 43 characters. */
  readonly health_path: string;
}

const derived = (secret: string, id: string, purpose: string): string =>
  createHmac('sha256', secret).update(`${id}:${purpose}`).digest('base64url');

/** The secret with which the tokens of one meeting's room are signed. */
export const roomSecret = (secret: string, id: string): string => derived(secret, id, 'room');

/** The path that only the workflow knows. */
export const healthPath = (secret: string, id: string): string => `/_${derived(secret, id, 'health')}`;

export const roomSecrets = (secret: string, id: string): RoomSecrets => ({
  room_secret: roomSecret(secret, id),
  // Of a host's key the version does not matter: it ends with its host.
  host_key: linkKey(secret, id, 'host', 1),
  health_path: healthPath(secret, id),
});

/** A DNS label has 63 characters at most; an id has 16. */
export const roomName = (id: string, domain: string): string => `${id}.${domain}`;
export const roomUrl = (id: string, domain: string): string => `https://${roomName(id, domain)}/${id}`;

/** The issuer and the audience of every token; hosts accept no other (`infra/host/jitsi-compose.yaml`). */
const APP = 'elephant';
/** The XMPP domain inside the containers, whatever the room's name outside. */
const XMPP_DOMAIN = 'meet.jitsi';

/** What a token says, for Prosody's token_verification and token_affiliation: user fields are texts. */
export interface RoomClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly room: string;
  /** Seconds since 1970. */
  readonly nbf: number;
  readonly exp: number;
  readonly context: { readonly user: Readonly<Record<'id' | 'name' | 'affiliation', string>> };
}

/** Valid from the opening to the hard end, for one room; only the teacher moderates. */
export const roomClaims = (room: {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly opened: number;
  readonly end: number;
}): RoomClaims => ({
  iss: APP,
  aud: APP,
  sub: XMPP_DOMAIN,
  room: room.id,
  nbf: Math.floor(room.opened / 1000),
  exp: Math.floor(room.end / 1000),
  context: {
    user: { id: room.role, name: room.name, affiliation: room.role === 'teacher' ? 'owner' : 'member' },
  },
});
