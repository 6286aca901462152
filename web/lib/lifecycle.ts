import type { Details } from './wire.ts';

export type StageName = 'scheduled' | 'starting' | 'open' | 'inProgress' | 'ended';

/** One part of the course of a meeting. Instants are epoch milliseconds. */
export interface Stage {
  readonly name: StageName;
  readonly state: 'done' | 'current' | 'ahead' | 'skipped';
  /** When it began, or when it is expected to begin; undefined if it never will. */
  readonly at: number | undefined;
  /** Milliseconds; undefined before it began. */
  readonly spent: number | undefined;
}

const STATUS_INDEX = { SCHEDULED: 0, LAUNCHING: 1, READY: 2, IN_PROGRESS: 3, ENDED: 4 } as const;
const NAMES: readonly StageName[] = ['scheduled', 'starting', 'open', 'inProgress', 'ended'];

/** The course of a meeting: what happened, with times. A stage that never came is skipped, also after the end. */
export function lifecycleOf(details: Details, now: number): readonly Stage[] {
  const { status, hosts, replaced_hosts: replaced, attendance } = details;
  const ended = status === 'ENDED';
  const launches = [...replaced, ...Object.values(hosts)].flatMap((host) => (host ? Date.parse(host.launched_at) : []));
  const launched = launches.length > 0 ? Math.min(...launches) : undefined;
  const arrivals = [attendance.teacher, attendance.student]
    .flatMap((seen) => seen?.first_seen_at ?? [])
    .map(Date.parse);
  const meetTime = Date.parse(details.meet_time);
  const instant = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
  const happened: readonly (number | undefined)[] = [
    Date.parse(details.created_at),
    launched ?? (STATUS_INDEX[status] > 0 && !ended ? Date.parse(details.launch_at) : undefined),
    instant(details.opened_at),
    arrivals.length > 0 ? Math.min(...arrivals) : undefined,
    instant(details.ended_at),
  ];
  const expected: readonly (number | undefined)[] = [
    undefined,
    Date.parse(details.launch_at),
    undefined,
    meetTime,
    meetTime + details.duration_minutes * 60_000,
  ];
  const current = STATUS_INDEX[status];
  return NAMES.map((name, index) => {
    const at = happened[index];
    if (at === undefined)
      return ended
        ? { name, state: 'skipped', at: undefined, spent: undefined }
        : { name, state: 'ahead', at: expected[index], spent: undefined };
    if (index === NAMES.length - 1) return { name, state: 'current', at, spent: undefined };
    const next = happened.slice(index + 1).find((instantOfNext) => instantOfNext !== undefined);
    const isCurrent = index === current || (next === undefined && !ended);
    return { name, state: isCurrent ? 'current' : 'done', at, spent: Math.max(0, (next ?? now) - at) };
  });
}
