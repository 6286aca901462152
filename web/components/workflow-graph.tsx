import { useEffect, useMemo, useRef } from 'react';
import { moveKey, type Path, type StateSummary } from '../lib/execution-path.ts';
import { type Box, END, layoutOf, START, windowStart } from '../lib/graph-layout.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { stateText, stateTypeText } from '../lib/engine-texts.ts';
import { span } from '../lib/instant.ts';
import type { Definition } from '../lib/wire.ts';
import { useOrganiserTexts } from './language.tsx';

interface WorkflowGraphProps {
  readonly definition: Definition;
  readonly path: Path;
  readonly selected: string | undefined;
  readonly onSelect: (state: string | undefined) => void;
}

/** The states of the definition and the path through them. The list of steps has the same content as text. */
export const WorkflowGraph = ({ definition, path, selected, onSelect }: WorkflowGraphProps) => {
  const texts = useOrganiserTexts();
  const layout = useMemo(() => layoutOf(definition), [definition]);
  const ended = path.visits.at(-1)?.leftAt !== undefined;
  const taken = (from: string, to: string): boolean => {
    if (from === START) return path.visits.length > 0;
    if (to === END) return ended && path.visits.at(-1)?.state === from;
    return path.moves.has(moveKey(from, to));
  };
  const scroll = useRef<HTMLDivElement>(null);
  const current = path.visits.at(-1)?.state;
  useEffect(() => {
    const view = scroll.current;
    if (!view || current === undefined) return;
    // The picture keeps its size, so that its text stays readable.
    view.scrollLeft = windowStart(layout, current, path.states, view.clientWidth);
    // Not with each poll: somebody may have scrolled since.
  }, [layout, current]);
  // Draw the path on top.
  const lines = [...layout.lines].toSorted((a, b) => Number(taken(a.from, a.to)) - Number(taken(b.from, b.to)));
  return (
    <figure className="card graph">
      <div className="graph-scroll" ref={scroll} tabIndex={0} role="group" dir="ltr" aria-label={texts.graph}>
        <svg
          viewBox={`${layout.x} ${layout.y} ${layout.width} ${layout.height}`}
          width={layout.width}
          height={layout.height}
          role="img"
          aria-label={summary(path, texts)}
        >
          <defs>
            {['arrow', 'arrow-taken'].map((id) => (
              <marker
                key={id}
                id={id}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0.5 8 4 0 7.5z" className={id} />
              </marker>
            ))}
          </defs>
          {lines.map(({ key, from, to, caught, d }) => {
            const on = taken(from, to);
            return (
              <path
                key={key}
                d={d}
                className={['line', caught && 'line-caught', on && 'line-taken'].filter(Boolean).join(' ')}
                markerEnd={`url(#${on ? 'arrow-taken' : 'arrow'})`}
              />
            );
          })}
          {layout.boxes.map((box) => (
            <Node
              key={box.name}
              box={box}
              type={definition.States[box.name]?.Type}
              summary={path.states.get(box.name)}
              on={box.name === START ? path.visits.length > 0 : box.name === END && ended}
              selected={selected === box.name}
              onSelect={() => onSelect(selected === box.name ? undefined : box.name)}
            />
          ))}
        </svg>
      </div>
      <figcaption className="legend">
        {Object.entries(texts.result).map(([result, label]) => (
          <span key={result} className={`legend-item visit-${result}`}>
            <span className="visit-mark" aria-hidden="true" /> {label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
};

function summary({ visits }: Path, texts: OrganiserTexts): string {
  const last = visits.at(-1);
  if (!last) return texts.graphEmpty;
  return texts.graphSummary(visits.length, stateText(last.state, texts), texts.result[last.result]);
}

interface NodeProps {
  readonly box: Box;
  readonly type: string | undefined;
  readonly summary: StateSummary | undefined;
  readonly on: boolean;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

const Node = ({ box: { name, x, y, width, height }, type, summary: state, on, selected, onSelect }: NodeProps) => {
  const texts = useOrganiserTexts();
  const left = x - width / 2;
  const top = y - height / 2;
  if (name === START || name === END)
    return (
      <g className={on ? 'terminal terminal-on' : 'terminal'}>
        <rect x={left} y={top} width={width} height={height} rx={height / 2} />
        <text x={x} y={y + 4}>
          {name === START ? texts.start : texts.end}
        </text>
      </g>
    );
  const badges = [
    state && state.visits > 1 && `×${state.visits}`,
    state && state.retries > 0 && `↻${state.retries}`,
  ].filter(Boolean);
  return (
    <g
      className={['node', state && `node-${state.result}`, selected && 'node-selected'].filter(Boolean).join(' ')}
      onClick={onSelect}
    >
      <rect x={left} y={top} width={width} height={height} rx={type === 'Wait' ? height / 2 : 10} />
      <text x={x} y={state ? y - 4 : y + 1} className="node-name">
        {stateText(name, texts)}
      </text>
      <text x={x} y={state ? y + 14 : y + 16} className="node-note">
        {state ? [span(state.spent), ...badges].join('  ') : type !== undefined && stateTypeText(type, texts)}
      </text>
      {/* A retry that succeeded is ordinary. */}
      {state && state.errors > 0 && state.result !== 'succeeded' && (
        <g className="node-errors">
          <circle cx={left + width - 4} cy={top + 4} r="9" />
          <text x={left + width - 4} y={top + 8}>
            {state.errors}
          </text>
        </g>
      )}
    </g>
  );
};
