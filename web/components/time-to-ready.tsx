import { Fragment } from 'react';
import { span } from '../lib/instant.ts';
import { phaseSpans } from '../lib/phases.ts';
import type { Details } from '../lib/wire.ts';
import { useOrganiserTexts } from './language.tsx';

/** The phases of the boot of each host that reported them. */
export const TimeToReady = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const hosts = [...details.replaced_hosts, ...Object.values(details.hosts)].flatMap((host) => {
    const spans = phaseSpans(host?.phases ?? {});
    return host && spans.length > 0 ? [{ id: host.instance_id, spans }] : [];
  });
  if (hosts.length === 0) return null;
  return (
    <section aria-labelledby="ready-title">
      <h3 id="ready-title">{texts.overview.ready}</h3>
      {hosts.map(({ id, spans }) => (
        <Fragment key={id}>
          {hosts.length > 1 && <p className="muted small">{id}</p>}
          <dl className="facts">
            {spans.map(({ phase, took }) => (
              <div key={phase}>
                <dt>{texts.phases[phase]}</dt>
                <dd>{span(took)}</dd>
              </div>
            ))}
          </dl>
        </Fragment>
      ))}
    </section>
  );
};
