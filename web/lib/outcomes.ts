import type { Texts } from './languages/texts.ts';
import type { EndedBy, Outcome, Role } from './wire.ts';

/** The meeting took place, as far as the outcome says. */
export const isGood = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || outcome === 'COMPLETED' || outcome === 'TIME_LIMIT';

export interface OutcomeMessage {
  readonly title: string;
  readonly text: string;
}

/** What the join page shows after the end. */
export function outcomeMessage(
  outcome: Outcome | undefined,
  by: EndedBy | undefined,
  role: Role,
  texts: Texts,
): OutcomeMessage {
  const own = by === 'teacher' && role === 'teacher';
  switch (outcome) {
    case 'COMPLETED':
      if (own) return { title: texts.youEnded, text: texts.closedForAll };
      if (by === 'teacher') return { title: texts.teacherEnded, text: texts.roomClosed };
      return { title: texts.over, text: texts.everyoneLeft };
    case 'NO_SHOW':
      return { title: texts.nobodyJoined, text: texts.wasEmpty };
    case 'PARTIAL_NO_SHOW':
      return { title: texts.oneMissing, text: texts.needsBoth };
    case 'CANCELLED': {
      const text = texts.willNotTakePlace;
      if (own) return { title: texts.youCancelled, text };
      if (by === 'teacher') return { title: texts.teacherCancelled, text };
      if (by === 'organiser') return { title: texts.organiserCancelled, text };
      return { title: texts.wasCancelled, text };
    }
    case 'TIME_LIMIT':
      return { title: texts.timeLimit, text: texts.roomClosed };
    case 'FAILED':
      return { title: texts.failed, text: texts.askForNew };
    case undefined:
      return { title: texts.over, text: texts.roomClosed };
  }
}
