import type { Role } from '../../steps/domain/links.ts';

/** Constants and types that the room and its page share. Contains no schema code, so that the page loads none. */

/** Path of the WebSocket on a stand-in host. */
export const SIGNAL_PATH = '/signal';
/** The WebSocket subprotocol. A page offers it and its token, because browsers cannot add headers to a WebSocket. */
export const SUBPROTOCOL = 'elephant-room';

/** Why the room closes a socket. A page connects again after every other code. */
export const CLOSE = {
  /** The token is not valid for this room now. */
  refused: 4001,
  /** The same role entered with another page. */
  replaced: 4002,
  /** The host has ended. */
  over: 4003,
  /** A message breaks a rule of `messages.ts`, or there are too many. */
  misuse: 4004,
  /** The person left on the join page. */
  left: 4005,
} as const;

/** Characters of a chat message. */
export const MAX_CHAT_LENGTH = 2_000;

/** What a person sends at the moment. */
export interface Media {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** The other person's page; it has a new id after each load. */
export interface Visitor {
  readonly page: string;
  readonly media: Media;
}

/**
 * One step of the negotiation between two pages. `connection` numbers the connections between them: a page that gets a
 * higher number starts a new connection, and ignores lower numbers.
 */
export interface Signal {
  readonly connection: number;
  readonly description?: { readonly type: 'offer' | 'answer'; readonly sdp: string } | undefined;
  readonly candidate?: Readonly<Record<string, unknown>> | undefined;
}

export interface ChatMessage {
  /** Chosen by the sender's page, so that a repeated message is recognised. */
  readonly id: string;
  readonly from: Role;
  readonly text: string;
  /** ISO 8601, on the clock of the runtime. */
  readonly at: string;
}

export interface Lesson {
  readonly names: Readonly<Record<Role, string>>;
  /** The person's language (BCP 47); without it the page uses the browser's. */
  readonly languages: Readonly<Record<Role, string | undefined>>;
  readonly meet_time: string;
  readonly duration_minutes: number;
  /** The room closes at this instant at the latest. */
  readonly hard_end: string;
}

/** Messages from the room to a page. */
export type ToPage =
  | {
      readonly type: 'welcome';
      readonly role: Role;
      readonly lesson: Lesson;
      readonly other: Visitor | null;
      readonly chat: readonly ChatMessage[];
      /** The clock of the runtime. */
      readonly now: string;
      readonly clock_speed: number;
    }
  /** `null`: nobody is connected; `left` is true when the person chose to leave. */
  | { readonly type: 'other'; readonly other: Visitor | null; readonly left: boolean }
  | { readonly type: 'signal'; readonly from: string; readonly signal: Signal }
  | { readonly type: 'chat'; readonly message: ChatMessage }
  | { readonly type: 'pong' };
