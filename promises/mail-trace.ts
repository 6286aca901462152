import type { NoticeKind } from '../steps/domain/mailed.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';

/** A mail that arrived. */
export interface MailTrace {
  readonly at: Millis;
  readonly role: Role;
  readonly to: string;
  readonly notice: NoticeKind;
  /** From its calendar file, if it has one. */
  readonly entry?: { readonly method: string; readonly uid: string; readonly sequence: number; readonly start: string };
  /** The row says that it was sent, and says so since before any other mail to this person. */
  readonly recorded: boolean;
}
