import { createHash, randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 16;

/** A meeting's id: 16 characters `[a-z0-9]` (82 bits), cryptographically random; also the room's and the host's name. */
export const newMeetingId = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

export const isMeetingId = (text: string): boolean => /^[a-z0-9]{16}$/.test(text);

/** The execution's name. A moved meeting gets the next revision, so that a name is never used for two inputs. */
export const executionName = (id: string, revision: number): string => `${id}-${revision}`;

/** The meeting behind an execution's name or arn, or undefined when it is not one of ours. */
export function meetingOfExecution(nameOrArn: string): { id: string; revision: number } | undefined {
  const match = /(?:^|:)([a-z0-9]{16})-([1-9]\d{0,5})$/.exec(nameOrArn);
  return match ? { id: match[1]!, revision: Number(match[2]) } : undefined;
}

/** A number in [0, 1) that is the same for the same id at any time: spreads launches without a decision kept anywhere. */
export const fractionOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
