import { listText, minutesText } from './instant.ts';
import type { OrganiserTexts } from './languages/texts.ts';
import type { Action } from './wire.ts';

/** What somebody did to a meeting: `Moved: time and length`. */
export function actionText({ what, role, fields = [], minutes, outcome }: Action, texts: OrganiserTexts): string {
  const { actions } = texts;
  const about = [
    ...(role === undefined ? [] : [texts.role[role]]),
    ...(fields.length === 0 ? [] : [listText(fields.map((field) => actions.fields[field]))]),
    ...(minutes === undefined ? [] : [minutesText(minutes)]),
    ...(outcome === undefined ? [] : [texts.outcome[outcome]]),
  ];
  return [actions.what[what], ...about].join(': ');
}

/** The name of an actor: the subject of a person without its issuer, the name of a program, or the id of a series. */
export const actorName = ({ kind, id }: Action['by']): string | undefined =>
  kind === 'organiser' || kind === 'administrator' ? id?.slice(id.indexOf('#') + 1) : id;
