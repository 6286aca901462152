import { clockTime, exactTime, shortDate, span } from '../lib/instant.ts';
import { lifecycleOf, type Stage, type StageName } from '../lib/lifecycle.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import type { Details, Status } from '../lib/wire.ts';
import { useNow } from './app.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useOrganiserTexts } from './language.tsx';

const STAGES: Readonly<Record<StageName, { readonly status: Status; readonly icon: IconName }>> = {
  scheduled: { status: 'SCHEDULED', icon: 'moon' },
  starting: { status: 'LAUNCHING', icon: 'sunrise' },
  open: { status: 'READY', icon: 'sun' },
  inProgress: { status: 'IN_PROGRESS', icon: 'sun' },
  ended: { status: 'ENDED', icon: 'sunset' },
};

/** Points of the arc, on a picture of 1040 by 164 units: the sun of the last one reaches the edge. */
const POINTS = [
  [104, 128],
  [312, 50],
  [520, 24],
  [728, 50],
  [936, 128],
] as const;

/** The course of the meeting as a day: its sun is at the current stage. On a phone the course is a list. */
export const Lifecycle = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const now = useNow();
  const stages = lifecycleOf(details, now);
  const current = Math.max(
    0,
    stages.findLastIndex(({ state }) => state === 'current' || state === 'done'),
  );
  return (
    <>
      <svg className="arc" viewBox="0 0 1040 164" aria-hidden="true">
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
            <b>{texts.status[STAGES[stage.name].status]}</b>
            <span className="small muted">{whenText(stage, texts)}</span>
            <span className="small">{spentText(stage, index === current, texts)}</span>
          </li>
        ))}
      </ol>
    </>
  );
};

/** Part of the arc's length up to each point, in percent. */
const ARC = [0, 25.5, 50, 74.5, 100] as const;

function whenText({ state, at }: Stage, texts: OrganiserTexts): string {
  if (state === 'skipped') return texts.notNeeded;
  if (at === undefined) return '';
  return state === 'ahead' ? texts.about(`${shortDate(at)}, ${clockTime(at)}`) : `${shortDate(at)}, ${exactTime(at)}`;
}

const spentText = ({ spent, state }: Stage, isCurrent: boolean, texts: OrganiserTexts): string =>
  spent === undefined || state === 'ahead' ? '' : isCurrent ? texts.soFar(span(spent)) : span(spent);
