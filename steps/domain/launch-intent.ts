import { fromIso, isoMillis, type Millis, SECOND } from './instants.ts';
import type { LaunchIntent } from './meeting.ts';

/**
 * From a launch call without a response until its host appears in look-ups: the call can take effect up to 150 s later,
 * and look-ups lag by up to 120 s.
 */
const LAUNCH_VISIBLE_WITHIN: Millis = 300 * SECOND;

/** The time of the latest call that may have launched a host although no response came. */
const unansweredAt = (intent: LaunchIntent): string | undefined =>
  intent.answered ? intent.unanswered_at : intent.requested_at;

/** Until when a call without a response can still show a host; undefined when there is no such call. */
export function hostVisibleBy(intent: LaunchIntent): Millis | undefined {
  const at = intent.state === 'asked' ? unansweredAt(intent) : undefined;
  return at === undefined ? undefined : fromIso(at) + LAUNCH_VISIBLE_WITHIN;
}

/** The intent of one more call with the same token. */
export function repeated(intent: LaunchIntent, now: Millis): LaunchIntent {
  const { answered: _answered, unanswered_at: _unansweredAt, ...same } = intent;
  const at = unansweredAt(intent);
  return { ...same, requested_at: isoMillis(now), ...(at !== undefined && { unanswered_at: at }) };
}

/** The intent after EC2 responded to its latest call, and launched nothing. */
export const asAnswered = (intent: LaunchIntent): LaunchIntent => ({ ...intent, answered: true });

/**
 * The intent after EC2 refused its latest call. A call before it, without a response, may still launch a host: until that
 * is excluded, another token could launch a second one, so the intent stays `asked`.
 * @param imageGone the call was refused because of its image
 */
export function asRefused(intent: LaunchIntent, now: Millis, imageGone = false): LaunchIntent {
  const image = imageGone ? intent.parameters['image_id'] : undefined;
  const answered = { ...asAnswered(intent), ...(image !== undefined && { refused_image: image }) };
  const quiet = hostVisibleBy(answered);
  return quiet !== undefined && now < quiet ? answered : { ...answered, state: 'refused' };
}
