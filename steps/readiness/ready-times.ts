import type { HostKind } from '../domain/host-kind.ts';
import { DAY, type Millis, SECOND } from '../domain/instants.ts';
import { launchLead, timeToReady, withTime } from '../domain/launch-lead.ts';
import { allHosts, type Meeting } from '../domain/meeting.ts';
import { ORGANISER } from '../domain/organisers.ts';
import type { LaunchPlan, Ports } from '../ports.ts';

type Needs = Pick<Ports, 'readyTimes' | 'settings' | 'log'>;

/** Hosts with the same result boot alike: those of the same kind and image. */
const bootOf = (kind: HostKind, image: string): string => `${kind}#${image}`;

/** What a host boots from: the image of a build, or the launch template with the image that it has. */
export const imageOf = ({ image_id, launch_template_version }: LaunchPlan['parameters']): string =>
  image_id ?? `template-${launch_template_version ?? 'local'}`;

/** @param image `imageOf` */
export const isBuilt = (image: string | undefined): boolean => image?.startsWith('ami-') ?? false;

/** The lead of a meeting that launches with this plan, in seconds. One try: otherwise it is the fixed one. */
export async function currentLead(
  { readyTimes, settings, log }: Needs,
  meeting: Meeting,
  plan: LaunchPlan,
): Promise<number> {
  try {
    const record = await readyTimes.find(bootOf(settings.hostKind, imageOf(plan.parameters)));
    return launchLead(record?.times ?? [], meeting.timetable);
  } catch (error) {
    log.warn('the times to ready cannot be read', { error });
    return meeting.timetable.launchLead;
  }
}

const KEPT: Millis = 90 * DAY;

/** Records how long a meeting has waited for its hosts. One try: a time that is missing must not hold up an opening. */
export async function recordTimeToReady(
  { readyTimes, settings, log }: Needs,
  meeting: Meeting,
  now: Millis,
): Promise<void> {
  const image = allHosts(meeting).at(-1)?.image;
  // Hosts of earlier versions.
  if (image === undefined) return;
  const boot = bootOf(settings.hostKind, image);
  try {
    const { version: seen = 0, times = [] } = (await readyTimes.find(boot)) ?? {};
    const expires_at = Math.round((now + KEPT) / SECOND);
    const waited = withTime(times, timeToReady(meeting, now));
    const record = { organiser: ORGANISER, version: seen + 1, times: waited, expires_at };
    if (!(await readyTimes.replace(boot, record, seen))) log.info('time to ready not recorded: another came first');
  } catch (error) {
    log.warn('time to ready not recorded', { error });
  }
}
