import * as z from 'zod/mini';
import { MAX_CHAT_LENGTH } from './protocol.ts';

/** Largest message of a page. An offer with audio and two videos has about 12 KB. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Random id of a page or a chat message. */
const id = z.string().check(z.regex(/^[\w-]{8,64}$/));
export const isPageId = (text: string): boolean => id.safeParse(text).success;

/** Messages from a page to the room. `leave`: the person leaves; a socket that only closes can come back. */
export const fromPage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('signal'),
    to: id,
    signal: z.strictObject({
      connection: z.int().check(z.gte(0), z.lte(1_000_000)),
      description: z.optional(z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string() })),
      candidate: z.optional(z.record(z.string(), z.unknown())),
    }),
  }),
  z.strictObject({
    type: z.literal('media'),
    media: z.strictObject({ microphone: z.boolean(), camera: z.boolean(), screen: z.boolean() }),
  }),
  z.strictObject({
    type: z.literal('chat'),
    id,
    text: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_CHAT_LENGTH)),
  }),
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('ping') }),
]);

export type FromPage = z.output<typeof fromPage>;

/** Returns undefined for anything that is not a message of a page. */
export function readMessage(text: string): FromPage | undefined {
  try {
    return fromPage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
