import type { Sky } from '../components/scene.tsx';
import type { JoinStage } from '../lib/join-state.ts';
import type { Texts } from '../lib/languages/texts.ts';
import { isGood, outcomeMessage } from '../lib/outcomes.ts';
import { otherOf } from '../lib/roles.ts';
import type { Role } from '../lib/wire.ts';
import { nameOf } from './people-here.tsx';

/** The time of day that shows the stage. */
export function skyOf(stage: JoinStage): Sky | undefined {
  switch (stage.kind) {
    // As in the file of the page.
    case 'loading':
      return 'dawn';
    case 'waiting':
      return stage.answer.status === 'SCHEDULED' ? 'night' : 'dawn';
    case 'open':
      return 'day';
    case 'over':
      return isGood(stage.outcome) ? 'dusk' : 'overcast';
    case 'ahead':
      return 'night';
    case 'refused':
      return 'overcast';
  }
}

export function titleFor(stage: JoinStage, texts: Texts): string {
  switch (stage.kind) {
    case 'open':
      return texts.roomIsOpen;
    case 'over':
      return texts.over;
    default:
      return texts.yours;
  }
}

/** Screen readers announce changes of the stage, but not each second of the countdown. */
export function announcement(stage: JoinStage, role: Role, texts: Texts): string {
  switch (stage.kind) {
    case 'loading':
      return '';
    case 'waiting':
      return stage.answer.status === 'SCHEDULED' ? texts.scheduled : texts.preparing;
    case 'open':
      return texts.roomIsOpen;
    case 'over':
      return outcomeMessage(stage.outcome, stage.by, role, texts).title;
    case 'ahead':
      return texts.next;
    case 'refused':
      return refusedTexts(stage.why, texts).title;
  }
}

/** "Ben is here." */
export function arrival(stage: JoinStage, role: Role, texts: Texts): string {
  if (stage.kind !== 'waiting' && stage.kind !== 'open') return '';
  const other = otherOf(role);
  const { state } = stage.answer.people[other];
  if (state === 'away') return '';
  const name = nameOf(stage.answer, other);
  return state === 'waiting' ? texts.isHere(name) : texts.isInRoom(name);
}

export type Refused = JoinStage & { readonly kind: 'refused' };

export function refusedTexts(why: Refused['why'], texts: Texts): { readonly title: string; readonly text: string } {
  switch (why) {
    case 'key':
      return { title: texts.notValid, text: texts.newerLink };
    case 'unknown':
      return { title: texts.notFound, text: texts.checkLink };
    case 'other':
      return { title: texts.cannotUse, text: texts.checkLink };
  }
}
