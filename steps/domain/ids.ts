import { createHash, randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 16;

/** 16 characters `[a-z0-9]` (82 bits), cryptographically random. Also used as the room's name and DNS label. */
export const newMeetingId = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** An id that follows from a text: the same text has the same id. */
export const derivedId = (text: string): string =>
  Array.from(createHash('sha256').update(text).digest().subarray(0, LENGTH), (byte) => ALPHABET[byte % 36]).join('');

export const isMeetingId = (text: string): boolean => /^[a-z0-9]{16}$/.test(text);

/** A moved meeting gets the next revision, so that two inputs never share a name. */
export const executionName = (id: string, revision: number): string => `${id}-${revision}`;

/** The ARN of the execution of another revision, from the ARN of one. */
export const executionArnOf = (arn: string, id: string, revision: number): string =>
  arn.slice(0, arn.lastIndexOf(':') + 1) + executionName(id, revision);

/** Parses the name or ARN of an execution. Returns undefined when it is not an execution of a meeting. */
export function meetingOfExecution(nameOrArn: string): { id: string; revision: number } | undefined {
  const match = /(?:^|:)([a-z0-9]{16})-([1-9]\d{0,5})$/.exec(nameOrArn);
  return match ? { id: match[1]!, revision: Number(match[2]) } : undefined;
}

/** Returns a number in [0, 1), a hash of the id. It spreads launches without stored state. */
export const fractionOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
