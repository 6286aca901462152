import { useCallback, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp } from '../components/app.tsx';
import { DangerButton } from '../components/confirm-button.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { PersonalLink } from '../components/personal-link.tsx';
import { Loading } from '../components/shell.tsx';
import { otherOf } from '../lib/roles.ts';
import { type Details, type PersonalLinks, type Role, ROLES } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';

/** Both personal links. They are hidden until the organiser opens them, because whoever sees a link can use it. */
export const MeetingLinks = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const [open, setOpen] = useState(false);
  return (
    <details className="card technical" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" />
        <b>{texts.personalLinks}</b>
        <span className="muted small">{texts.personalLinksHint}</span>
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
        <RoleLink
          key={role}
          role={role}
          name={details[`${role}_name`]}
          other={details[`${otherOf(role)}_name`]}
          links={value}
          onReplaced={reload}
        />
      ))}
    </div>
  );
};

/** Links change only when somebody revokes one. */
const never = (): undefined => undefined;

interface RoleLinkProps {
  readonly role: Role;
  readonly name: string;
  /** The other person. */
  readonly other: string;
  readonly links: PersonalLinks;
  readonly onReplaced: () => void;
}

const RoleLink = ({ role, name, other, links, onReplaced }: RoleLinkProps) => {
  const { api } = useApp();
  const withApiKey = useApiKey();
  const texts = useOrganiserTexts();
  const link = links[`${role}_link`];
  const title = texts.meetingWith(other);
  return (
    <PersonalLink role={role} name={name} link={link} title={title}>
      <DangerButton
        label={texts.revoke}
        title={texts.revokeQuestion[role]}
        text={texts.revokeText(name)}
        confirmLabel={texts.revokeConfirm}
        cancelLabel={texts.cancelKeep}
        act={() => withApiKey(() => api.revokeLink(link))}
        onDone={onReplaced}
      />
    </PersonalLink>
  );
};
