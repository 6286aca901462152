import { ACCOUNT_UNVERIFIED, HOST_PARTS, MACHINE_STARTS, waitingForSlot } from '../../steps/domain/progress.ts';
import type { OrganiserTexts } from './languages/texts.ts';

const SLOTS = new RegExp(`^${waitingForSlot(0).replace('0', String.raw`(\d+)`)}$`);

/** What the steps say about a start, in the language of the page. */
export function progressText(progress: string, { progress: texts }: OrganiserTexts): string {
  if (progress === MACHINE_STARTS) return texts.starting;
  if (progress === ACCOUNT_UNVERIFIED) return texts.accountUnverified;
  const most = SLOTS.exec(progress)?.[1];
  if (most !== undefined) return texts.noFreeMachine(most);
  // A status can follow.
  const part = Object.entries(HOST_PARTS).find(([, english]) => progress.startsWith(english))?.[0];
  return part === undefined ? progress : texts.parts[part as keyof typeof texts.parts];
}
