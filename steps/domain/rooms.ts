import { createHmac } from 'node:crypto';
import { linkKey, type Role } from './links.ts';

/**
 * Secrets of one room. They are derived from the deployment's link secret, so they are not stored. The
 * secrets of one room reveal nothing about those of another.
 */
export interface RoomSecrets {
  /** Signs the tokens that admit people to the room; 43 characters. */
  readonly room_secret: string;
  /** The host reports presence with this key. */
  readonly host_key: string;
  /** Path of the host's health document: `/_` and 43 characters. */
  readonly health_path: string;
  /** Prosody and coturn derive people's TURN credentials from it; 43 characters. */
  readonly turn_secret: string;
}

const derived = (secret: string, id: string, purpose: string): string =>
  createHmac('sha256', secret).update(`${id}:${purpose}`).digest('base64url');

export const roomSecret = (secret: string, id: string): string => derived(secret, id, 'room');

export const healthPath = (secret: string, id: string): string => `/_${derived(secret, id, 'health')}`;

export const roomSecrets = (secret: string, id: string): RoomSecrets => ({
  room_secret: roomSecret(secret, id),
  host_key: linkKey(secret, { id }, 'host'),
  health_path: healthPath(secret, id),
  turn_secret: derived(secret, id, 'turn'),
});

/** A DNS label has at most 63 characters; an id has 16. */
export const roomName = (id: string, domain: string): string => `${id}.${domain}`;
export const roomUrl = (id: string, domain: string): string => `https://${roomName(id, domain)}/${id}`;

/** Issuer and audience of every token; hosts accept no other (`infra/host/jitsi-compose.yaml`). */
export const APP = 'elephant';
/** The XMPP domain inside the containers; independent of the room's public name. */
const XMPP_DOMAIN = 'meet.jitsi';

/** Claims for Prosody's modules token_verification and token_affiliation. All user fields are strings. */
export interface RoomClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly room: string;
  /** `nbf` and `exp`: epoch seconds. */
  readonly nbf: number;
  readonly exp: number;
  readonly context: { readonly user: Readonly<Record<'id' | 'name' | 'affiliation', string>> };
}

/** The token is valid for one room, from its opening until its host powers off. Only the teacher is a moderator. */
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
