import { exactTime, shortDate, span } from '../lib/instant.ts';
import { lifecycleOf, type Stage, type StageName } from '../lib/lifecycle.ts';
import type { Details } from '../lib/wire.ts';
import { useNow } from './app.tsx';
import { Icon, type IconName } from './icons.tsx';

const STAGES: Readonly<Record<StageName, { readonly label: string; readonly icon: IconName }>> = {
  scheduled: { label: 'Scheduled', icon: 'moon' },
  starting: { label: 'Starting', icon: 'sunrise' },
  open: { label: 'Room open', icon: 'sun' },
  inProgress: { label: 'In progress', icon: 'sun' },
  ended: { label: 'Ended', icon: 'sunset' },
};

/** Points of the arc, on a picture of 1040 by 150 units. */
const POINTS = [
  [104, 128],
  [312, 50],
  [520, 24],
  [728, 50],
  [936, 128],
] as const;

/** The course of the meeting as a day: its sun is at the current stage. On a phone the course is a list. */
export const Lifecycle = ({ details }: { readonly details: Details }) => {
  const now = useNow();
  const stages = lifecycleOf(details, now);
  const current = Math.max(
    0,
    stages.findLastIndex(({ state }) => state === 'current' || state === 'done'),
  );
  return (
    <>
      <svg className="arc" viewBox="0 0 1040 150" aria-hidden="true">
        <path className="arc-ahead" d="M104 128Q520 -80 936 128" />
        <path
          className="arc-done"
          d="M104 128Q520 -80 936 128"
          pathLength="100"
          strokeDasharray={`${ARC[current]} 100`}
        />
        {POINTS.map(([x, y], index) =>
          index === current ? (
            <g key={x}>
              <circle className="arc-glow" cx={x} cy={y} r="34" />
              <circle className="arc-sun" cx={x} cy={y} r="22" />
            </g>
          ) : (
            <circle key={x} className={stages[index]?.state === 'done' ? 'arc-past' : 'arc-next'} cx={x} cy={y} r="9" />
          ),
        )}
      </svg>
      <ol className="stages">
        {stages.map((stage, index) => (
          <li
            key={stage.name}
            className={`stage stage-${stage.state}`}
            aria-current={index === current ? 'step' : undefined}
          >
            <Icon name={STAGES[stage.name].icon} />
            <b>{STAGES[stage.name].label}</b>
            <span className="small muted">{whenText(stage)}</span>
            <span className="small">{spentText(stage, index === current)}</span>
          </li>
        ))}
      </ol>
    </>
  );
};

/** Part of the arc's length up to each point, in percent. */
const ARC = [0, 25.5, 50, 74.5, 100] as const;

function whenText({ state, at }: Stage): string {
  if (state === 'skipped') return 'not needed';
  if (at === undefined) return '';
  const text = `${shortDate(at)}, ${exactTime(at)}`;
  return state === 'ahead' ? `about ${text.slice(0, -3)}` : text;
}

const spentText = ({ spent, state }: Stage, isCurrent: boolean): string =>
  spent === undefined || state === 'ahead' ? '' : isCurrent ? `${span(spent)} so far` : span(spent);
