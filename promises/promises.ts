import { changeRecorded } from './actions.ts';
import { imageBuild, imageOfLaunch } from './builds.ts';
import { changesKept } from './changes.ts';
import { capHolds, endedMeansGone, noHostOutlives, noSoundHostKilled, oneHost, timerEndsHost } from './hosts.ts';
import { noDefect, noFalseAlarm } from './operation.ts';
import { executionEnds, nothingLeft, oneOutcome, outcomeFits, refusedLeavesNothing } from './outcomes.ts';
import { planByPlan } from './plan-by-plan.ts';
import { oneNotice } from './mails.ts';
import { onePlan } from './plans.ts';
import { seriesComplete } from './series.ts';
import { webhookEffect } from './webhooks.ts';
import { noLessonCutByBlindness, nobodyCutOff } from './people.ts';

/** In the order in which reports list them. */
export const PROMISES = [
  noHostOutlives,
  timerEndsHost,
  oneHost,
  oneOutcome,
  outcomeFits,
  endedMeansGone,
  nobodyCutOff,
  refusedLeavesNothing,
  executionEnds,
  nothingLeft,
  noLessonCutByBlindness,
  noSoundHostKilled,
  capHolds,
  onePlan,
  changesKept,
  planByPlan,
  changeRecorded,
  seriesComplete,
  webhookEffect,
  oneNotice,
  imageBuild,
  imageOfLaunch,
  noFalseAlarm,
  noDefect,
] as const;

/** The names, for those who list the promises. */
export const PROMISE_NAMES: readonly string[] = PROMISES.map(({ name }) => name);
