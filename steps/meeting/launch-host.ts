import {
  CandidateRefused,
  ImageRefused,
  LaunchUnanswered,
  NoCapacity,
  NotAccepted,
  PendingVerification,
  Throttled,
} from '../domain/errors.ts';
import { asAnswered, asRefused, repeated } from '../domain/launch-intent.ts';
import { latestEnd, latestEndAtLaunch, launchInstant } from '../domain/timetable.ts';
import { fromIso, isoMillis, isoSeconds, type Millis, secondsUntil } from '../domain/instants.ts';
import { ACCOUNT_UNVERIFIED, MACHINE_STARTS } from '../domain/progress.ts';
import type { HostRole, LaunchIntent, Meeting } from '../domain/meeting.ts';
import type { Host, LaunchPlan, Ports } from '../ports.ts';
import { withImage, withoutImage } from './image-of-launch.ts';
import { isAwaited } from '../domain/revisions.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isOwnedBy, mustNotStart } from './ownership.ts';
import { currentLead, imageOf } from '../readiness/ready-times.ts';
import { claimSlots } from './claim-slots.ts';
import { launchHostResult, withSchemas, type StepCall, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { readyTimes } from '../aws/dynamo-ready-times.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { settings } from '../aws/settings.ts';
import { slots } from '../aws/dynamo-slots.ts';

type Needs = Pick<Ports, 'meetings' | 'readyTimes' | 'slots' | 'hosts' | 'settings' | 'clock' | 'log'>;

/**
 * Claims the meeting and its slots, and launches its missing hosts. Idempotent. Launches nothing when the meeting has a
 * verdict, or when it is early: the workflow calls again at the launch time that is in the row then.
 * @throws NotAccepted, CapReached, SlotNeverFree, NoCapacity, PendingVerification, Throttled; after any other error it is
 *   unknown whether a host was launched
 */
export const launchHost = (ports: Needs) =>
  withSchemas(stepCall, launchHostResult, async (call) => {
    const { meetingId } = call.input;
    const plan = await withImage(ports, ports.hosts.plan());
    const lead = await leadToLearn(ports, meetingId, plan);
    const claimed = await updateMeeting(ports.meetings, meetingId, (meeting) =>
      claim(meeting, call, ports.clock.now(), lead),
    );
    // /schedule starts the execution before it writes the row.
    if (!claimed) throw new NotAccepted(`meeting ${meetingId} has no row yet`);
    if (mustNotStart(claimed, call)) return { waitSeconds: 0 };
    if (claimed.status === 'SCHEDULED')
      return { waitSeconds: Math.max(0, secondsUntil(fromIso(claimed.launch_at), ports.clock.now())) };
    await claimSlots(ports, claimed, call);
    for (const role of claimed.host_roles) await launchRole(ports, call, role, plan);
    return { waitSeconds: claimed.timetable.healthPollFirst };
  });

/** Undefined when the lead of the meeting is fixed, or known. */
async function leadToLearn(ports: Needs, meetingId: string, plan: LaunchPlan): Promise<number | undefined> {
  const meeting = await ports.meetings.find(meetingId);
  return meeting && learnsLead(meeting) ? currentLead(ports, meeting, plan) : undefined;
}

const learnsLead = ({ status, timetable, launch_lead }: Meeting): boolean =>
  status === 'SCHEDULED' && (timetable.longestLead ?? 0) > 0 && launch_lead === undefined;

/** With the lead that was learned, and the launch time that follows. A launch is not earlier than it was planned. */
function withLead(meeting: Meeting, lead: number | undefined): Meeting {
  if (lead === undefined || !learnsLead(meeting)) return meeting;
  const launchAt = launchInstant(meeting, fromIso(meeting.meet_time), lead, fromIso(meeting.launch_at));
  return { ...meeting, launch_lead: lead, launch_at: isoSeconds(launchAt) };
}

function claim(found: Meeting, call: StepCall, now: Millis, lead: number | undefined): Meeting {
  const { revision } = call.input;
  if (isAwaited(found, revision, now)) throw new NotAccepted(`the meeting is being moved to revision ${revision}`);
  if (mustNotStart(found, call) || found.status !== 'SCHEDULED') return found;
  if (!found.accepted) throw new NotAccepted(`meeting ${found.id} is not accepted yet`);
  const meeting = withLead(found, lead);
  if (meeting.launch_lead !== undefined && now < fromIso(meeting.launch_at)) return meeting;
  const latest_end = isoSeconds(latestEndAtLaunch(meeting));
  return { ...meeting, status: 'LAUNCHING', claimed_by: call.execution, latest_end };
}

/** The attempt to launch now; undefined when the role has a host. */
function attemptDue(meeting: Meeting, role: HostRole): number | undefined {
  const host = meeting.hosts[role];
  if (!host) return 1;
  return host.given_up_at === undefined ? undefined : host.attempt + 1;
}

async function launchRole(ports: Needs, call: StepCall, role: HostRole, plan: LaunchPlan): Promise<void> {
  const { meetings, hosts, clock, log } = ports;
  const id = call.input.meetingId;
  for (;;) {
    const row = await updateMeeting(meetings, id, (meeting) => withIntent(meeting, call, role, plan, clock.now()));
    const intent = row?.intents[role];
    if (!row || mustNotStart(row, call) || attemptDue(row, role) === undefined || !intent) return;
    let host: Host;
    try {
      host = await hosts.launch({
        meetingId: id,
        ...(row.key_id !== undefined && { keyId: row.key_id }),
        revision: row.revision,
        role,
        attempt: intent.attempt,
        candidate: intent.candidate,
        clientToken: intent.client_token,
        parameters: intent.parameters,
        hardEnd: latestEnd(row),
        ...(intent.unanswered_at !== undefined && { again: true }),
      });
    } catch (error) {
      await recordRefusal(ports, id, role, intent, plan, error);
      continue;
    }
    // An error from here on says nothing about the launch, whatever its type.
    const saved = await updateMeeting(meetings, id, (meeting) => withHost(meeting, call, host));
    // The meeting ended during the call, so no row refers to this host.
    if (!saved || saved.status === 'ENDED' || !isOwnedBy(saved, call)) await hosts.end(host.instanceId);
    else log.info('host launched', { role, attempt: host.attempt, instanceId: host.instanceId, ...intent.candidate });
    return;
  }
}

/**
 * Writes to the row that EC2 launched nothing. Returns when the next candidate can be tried now.
 * @param error of the launch call; thrown when it does not say that nothing was launched, or when the call must be repeated later
 * @throws LaunchUnanswered, NoCapacity
 */
async function recordRefusal(
  { meetings, clock, log }: Needs,
  id: string,
  role: HostRole,
  intent: LaunchIntent,
  { candidates }: LaunchPlan,
  error: unknown,
): Promise<void> {
  const imageGone = error instanceof ImageRefused;
  const next = imageGone || error instanceof CandidateRefused;
  const refused = next || error instanceof PendingVerification;
  if (!refused && !(error instanceof Throttled)) throw error;
  // With other candidates, AWS would be verifying the account too.
  const progress = error instanceof PendingVerification ? ACCOUNT_UNVERIFIED : undefined;
  const answered = await updateMeeting(meetings, id, (meeting) =>
    withAnswer(
      meeting,
      role,
      intent,
      refused ? (asked) => asRefused(asked, clock.now(), imageGone) : asAnswered,
      progress,
    ),
  );
  if (!next) throw error;
  log.warn('launch refused', { role, ...intent.candidate, reason: error.message });
  if (answered?.intents[role]?.state === 'asked')
    throw new LaunchUnanswered(`${error.message}; an earlier call had no response`);
  if (!imageGone && intent.index + 1 >= candidates.length)
    throw new NoCapacity(`all ${candidates.length} candidates refused; last: ${error.message}`);
}

/** Repeats the previous intent when its result is unknown. After a refusal, uses the next candidate. */
function withIntent(meeting: Meeting, call: StepCall, role: HostRole, plan: LaunchPlan, now: Millis): Meeting {
  const attempt = attemptDue(meeting, role);
  if (mustNotStart(meeting, call) || attempt === undefined) return meeting;
  const before = meeting.intents[role];
  const intent =
    before?.attempt === attempt && before.state === 'asked'
      ? repeated(before, now)
      : { ...nextIntent(meeting, role, attempt, plan), requested_at: isoMillis(now) };
  const intents = { ...meeting.intents, [role]: intent };
  return { ...meeting, intents, progress: MACHINE_STARTS };
}

function nextIntent(
  meeting: Meeting,
  role: HostRole,
  attempt: number,
  plan: LaunchPlan,
): Omit<LaunchIntent, 'requested_at'> {
  const before = meeting.intents[role];
  const refused = before?.attempt === attempt ? before : undefined;
  const following = refused ? refused.index + 1 : 0;
  const parameters = withoutImage(plan.parameters, refused?.refused_image);
  const wrapped = following >= plan.candidates.length;
  const index = wrapped ? 0 : following;
  const round = (refused?.round ?? 0) + (wrapped ? 1 : 0);
  const candidate = plan.candidates[index];
  if (!candidate) throw new RangeError('the launch plan has no candidates');
  return {
    attempt,
    state: 'asked',
    round,
    index,
    candidate,
    client_token: `${meeting.id}-${meeting.revision}-${role}-${attempt}-${round}-${index}`,
    parameters,
    ...(refused?.refused_image !== undefined && { refused_image: refused.refused_image }),
  };
}

/**
 * The row after EC2 responded to the call of an intent and launched nothing. Unchanged when another call followed.
 * @param progress why the launch waits, if it does
 */
function withAnswer(
  meeting: Meeting,
  role: HostRole,
  { client_token, requested_at }: LaunchIntent,
  answer: (intent: LaunchIntent) => LaunchIntent,
  progress = meeting.progress,
): Meeting {
  const current = meeting.intents[role];
  if (current?.client_token !== client_token || current.requested_at !== requested_at) return meeting;
  const intents: Meeting['intents'] = { ...meeting.intents, [role]: answer(current) };
  return { ...meeting, intents, ...(progress !== undefined && { progress }) };
}

function withHost(meeting: Meeting, call: StepCall, host: Host): Meeting {
  const { role, attempt, instanceId } = host;
  if (meeting.status === 'ENDED' || !isOwnedBy(meeting, call) || meeting.hosts[role]?.instance_id === instanceId)
    return meeting;
  const { [role]: intent, ...intents } = meeting.intents;
  const before = meeting.hosts[role];
  const replaced = before ? [...meeting.replaced, before] : meeting.replaced;
  const image = intent && imageOf(intent.parameters);
  const launched_at = isoMillis(host.launchedAt);
  const record = { attempt, instance_id: instanceId, launched_at, ...(image !== undefined && { image }) };
  return { ...meeting, intents, replaced, hosts: { ...meeting.hosts, [role]: record } };
}

export const handler = onLambda(launchHost, { meetings, readyTimes, slots, hosts, settings });
