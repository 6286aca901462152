import { listText, minutesText } from './instant.ts';
import type { OrganiserTexts } from './languages/texts.ts';
import type { Action } from './wire.ts';

/** What somebody did to a meeting: `Moved: time and length`. */
export function actionText({ what, role, fields = [], minutes, outcome, to }: Action, texts: OrganiserTexts): string {
  const { actions } = texts;
  const about = [
    ...(role === undefined ? [] : [texts.role[role]]),
    ...(fields.length === 0 ? [] : [listText(fields.map((field) => actions.fields[field]))]),
    ...(minutes === undefined ? [] : [minutesText(minutes)]),
    ...(outcome === undefined ? [] : [texts.outcome[outcome]]),
    ...(to === undefined ? [] : [personName(to)]),
  ];
  return [actions.what[what], ...about].join(': ');
}

/** The name of an actor: of a person or a program, or the id of a series. */
export const actorName = ({ kind, id }: Action['by']): string | undefined =>
  id !== undefined && (kind === 'organiser' || kind === 'administrator') ? personName(id) : id;

/** The subject without its issuer. */
const personName = (key: string): string => key.slice(key.indexOf('#') + 1);
