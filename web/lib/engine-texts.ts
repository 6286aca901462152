import { DELIVERY_ERRORS } from '../../steps/domain/delivery-errors.ts';
import type { OrganiserTexts } from './languages/texts.ts';
import type { Details } from './wire.ts';

/** Names of states, events and errors in the language of the page. What the page does not know stays as it is. */

export const stateText = (name: string, { states }: OrganiserTexts): string => textOf(states, name) ?? name;

export const stateTypeText = (type: string, { stateTypes }: OrganiserTexts): string => textOf(stateTypes, type) ?? type;

export const hostStateText = (state: string, { hostStates }: OrganiserTexts): string =>
  textOf(hostStates, state) ?? state;

/** Types of Step Functions, such as `TaskStateEntered` or `LambdaFunctionScheduled`. */
const EVENT_KINDS = [
  [/StateEntered$/, 'entered'],
  [/StateExited$/, 'left'],
  [/Scheduled$|Submitted$/, 'sent'],
  [/Started$/, 'started'],
  [/Succeeded$/, 'succeeded'],
  [/Failed$/, 'failed'],
  [/TimedOut$/, 'timedOut'],
  [/Aborted$/, 'aborted'],
] as const;

export function eventText(type: string, { eventKinds }: OrganiserTexts): string {
  const kind = EVENT_KINDS.find(([pattern]) => pattern.test(type))?.[1];
  return kind ? eventKinds[kind] : type;
}

/** Why a receiver of webhooks did not answer. */
export function deliveryErrorText(error: string, { webhooks: { errors } }: OrganiserTexts): string {
  for (const [name, english] of Object.entries(DELIVERY_ERRORS))
    if (error.startsWith(english)) return errors[name as keyof typeof errors] + error.slice(english.length);
  return error;
}

/** An entry of the timeline of a meeting. */
export function happenedText({ kind, of = '' }: Details['timeline'][number], texts: OrganiserTexts): string {
  const name = textOf(texts.role, of) ?? textOf(texts.outcome, of) ?? of;
  const text = texts.happened[kind](name);
  return of && !text.includes(name) ? `${text}: ${of}` : text;
}

const textOf = (texts: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(texts, name) ? texts[name] : undefined;
