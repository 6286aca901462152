import { ACCOUNT_UNVERIFIED, MACHINE_STARTS, waitingForSlot } from '../../steps/domain/progress.ts';
import type { OrganiserTexts } from './languages/texts.ts';

const SLOTS = new RegExp(`^${waitingForSlot(0).replace('0', String.raw`(\d+)`)}$`);

/** What the steps say about a start, in the language of the page. What a host says about itself stays as it is. */
export function progressText(progress: string, { progress: texts }: OrganiserTexts): string {
  if (progress === MACHINE_STARTS) return texts.starting;
  if (progress === ACCOUNT_UNVERIFIED) return texts.accountUnverified;
  const most = SLOTS.exec(progress)?.[1];
  return most === undefined ? progress : texts.noFreeMachine(most);
}
