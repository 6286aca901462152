import { CandidateRefused, NoCapacity, NotAccepted } from '../domain/errors.ts';
import { hardEnd } from '../domain/timetable.ts';
import { isoMillis, type Millis } from '../domain/instants.ts';
import type { HostRole, LaunchIntent, Meeting } from '../domain/meeting.ts';
import type { Host, LaunchPlan, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isMine, isOver } from './ownership.ts';
import { launchHostResult, withSchemas, type StepCall, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';

/**
 * Claims the meeting and launches the hosts it lacks, each at most once however often this is
 * called; launches nothing for a meeting whose end is decided.
 * @throws NotAccepted, NoCapacity, Throttled; anything else means that the answer got lost
 */
export const launchHost = (ports: Pick<Ports, 'meetings' | 'hosts' | 'clock' | 'log'>) =>
  withSchemas(stepCall, launchHostResult, async (call) => {
    const { meetingId } = call.input;
    const claimed = await updateMeeting(ports.meetings, meetingId, (meeting) => claim(meeting, call));
    // The execution is older than its row, which may be on its way.
    if (!claimed) throw new NotAccepted(`meeting ${meetingId} is not there yet`);
    if (isOver(claimed, call)) return { waitSeconds: 0 };
    for (const role of claimed.host_roles) await launchRole(ports, call, role);
    return { waitSeconds: claimed.timetable.healthPollFirst };
  });

function claim(meeting: Meeting, call: StepCall): Meeting {
  if (isOver(meeting, call) || meeting.status !== 'SCHEDULED') return meeting;
  if (!meeting.accepted) throw new NotAccepted(`meeting ${meeting.id} is not accepted yet`);
  return { ...meeting, status: 'LAUNCHING', claimed_by: call.execution };
}

/** The attempt that the role waits for; undefined when it has its host. */
function attemptDue(meeting: Meeting, role: HostRole): number | undefined {
  const host = meeting.hosts[role];
  if (!host) return 1;
  return host.given_up_at === undefined ? undefined : host.attempt + 1;
}

async function launchRole(
  { meetings, hosts, clock, log }: Pick<Ports, 'meetings' | 'hosts' | 'clock' | 'log'>,
  call: StepCall,
  role: HostRole,
): Promise<void> {
  const id = call.input.meetingId;
  const plan = hosts.plan();
  for (;;) {
    const asking = await updateMeeting(meetings, id, (meeting) => withIntent(meeting, call, role, plan, clock.now()));
    const intent = asking?.intents[role];
    if (!asking || isOver(asking, call) || attemptDue(asking, role) === undefined || !intent) return;
    try {
      const host = await hosts.launch({
        meetingId: id,
        revision: asking.revision,
        role,
        attempt: intent.attempt,
        candidate: intent.candidate,
        clientToken: intent.client_token,
        parameters: intent.parameters,
        hardEnd: hardEnd(asking),
      });
      const saved = await updateMeeting(meetings, id, (meeting) => withHost(meeting, call, host));
      // The row went away while the call was under way: nobody else knows of this host.
      if (!saved || saved.status === 'ENDED' || !isMine(saved, call)) await hosts.end(host.instanceId);
      else log.info('host launched', { role, attempt: host.attempt, instanceId: host.instanceId, ...intent.candidate });
      return;
    } catch (error) {
      if (!(error instanceof CandidateRefused)) throw error;
      log.warn('candidate refused', { role, ...intent.candidate, reason: error.message });
      await updateMeeting(meetings, id, (meeting) => withRefusal(meeting, role, intent));
      if (intent.index + 1 >= plan.candidates.length)
        throw new NoCapacity(`all ${plan.candidates.length} candidates refused, the last one: ${error.message}`);
    }
  }
}

/** Asks for the same as before when its answer is not known, for the next candidate after a refusal. */
function withIntent(meeting: Meeting, call: StepCall, role: HostRole, plan: LaunchPlan, now: Millis): Meeting {
  const attempt = attemptDue(meeting, role);
  if (isOver(meeting, call) || attempt === undefined) return meeting;
  const before = meeting.intents[role];
  const intent =
    before?.attempt === attempt && before.state === 'asked' ? before : nextIntent(meeting, role, attempt, plan);
  return { ...meeting, intents: { ...meeting.intents, [role]: { ...intent, requested_at: isoMillis(now) } } };
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
    parameters: plan.parameters,
  };
}

function withRefusal(meeting: Meeting, role: HostRole, intent: LaunchIntent): Meeting {
  const current = meeting.intents[role];
  if (current?.client_token !== intent.client_token || current.state === 'refused') return meeting;
  return { ...meeting, intents: { ...meeting.intents, [role]: { ...current, state: 'refused' } } };
}

function withHost(meeting: Meeting, call: StepCall, host: Host): Meeting {
  const { role, attempt, instanceId } = host;
  if (meeting.status === 'ENDED' || !isMine(meeting, call) || meeting.hosts[role]?.instance_id === instanceId)
    return meeting;
  const { [role]: _answered, ...intents } = meeting.intents;
  const before = meeting.hosts[role];
  const replaced = before ? [...meeting.replaced, before] : meeting.replaced;
  const record = { attempt, instance_id: instanceId, launched_at: isoMillis(host.launchedAt) };
  return { ...meeting, intents, replaced, hosts: { ...meeting.hosts, [role]: record } };
}

export const handler = onLambda(launchHost, { meetings, hosts });
