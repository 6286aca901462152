import { useCallback, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp } from '../components/app.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { Icon } from '../components/icons.tsx';
import { Loading } from '../components/shell.tsx';
import { safeUrl } from '../lib/safe-url.ts';
import { type Details, type PersonalLinks, type Role, ROLES } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';

/** Closed at first, because whoever sees a link can use it. Loads the links when it opens. */
export const MeetingLinks = ({ details }: { readonly details: Details }) => {
  const [open, setOpen] = useState(false);
  return (
    <details className="card technical" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" />
        <b>Personal links</b>
        <span className="muted small">Copy or replace them</span>
      </summary>
      {open && <Links details={details} />}
    </details>
  );
};

const Links = ({ details }: { readonly details: Details }) => {
  const { api } = useApp();
  const withApiKey = useApiKey();
  const { id } = details;
  const load = useCallback(() => withApiKey(() => api.links(id)), [api, id, withApiKey]);
  const { value, refusal, lost, reload } = usePoll(load, never);
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (!value) return <Loading lost={lost} />;
  return (
    <div className="technical-content links">
      {ROLES.map((role) => (
        <RoleLink key={role} role={role} name={details[`${role}_name`]} links={value} onReplaced={reload} />
      ))}
    </div>
  );
};

/** Links change only when somebody revokes one. */
const never = (): undefined => undefined;

interface RoleLinkProps {
  readonly role: Role;
  readonly name: string;
  readonly links: PersonalLinks;
  readonly onReplaced: () => void;
}

const RoleLink = ({ role, name, links, onReplaced }: RoleLinkProps) => {
  const { api } = useApp();
  const withApiKey = useApiKey();
  const url = safeUrl(links[`${role}_link`]);
  const linkName = `${role}'s link`;
  if (url === undefined) return <p className="notice notice-bad">The server returned an invalid {linkName}.</p>;
  return (
    <section className="role-link" aria-label={`The ${linkName}`}>
      <h3>
        <bdi>{name}</bdi> <span className="muted">· {role}</span>
      </h3>
      <input readOnly value={url} aria-label={`The ${linkName}`} onFocus={(event) => event.target.select()} />
      <div className="buttons">
        <CopyButton text={url} what={`the ${linkName}`} />
        <DangerButton
          label="Revoke and issue a new link"
          title={`Revoke the ${linkName}?`}
          text={`The link stops working at once, also for a person in the room. Send ${name} the new one.`}
          confirmLabel="Yes, revoke"
          cancelLabel="Keep it"
          act={() => withApiKey(() => api.revokeLink(url))}
          onDone={onReplaced}
        />
      </div>
    </section>
  );
};
