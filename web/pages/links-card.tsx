import { useCallback, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { ClosedCard } from '../components/closed-card.tsx';
import { DangerButton } from '../components/confirm-button.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { PersonalLink } from '../components/personal-link.tsx';
import { Loading } from '../components/shell.tsx';
import { otherOf } from '../lib/roles.ts';
import { type Meeting, type PersonalLinks, type Role, ROLES } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';

interface LinksCardProps {
  readonly people: Pick<Meeting, 'teacher_name' | 'student_name'>;
  readonly hint: string;
  readonly load: () => Promise<PersonalLinks>;
  readonly revoke: (role: Role, link: string) => Promise<void>;
  readonly revokeText: (name: string) => string;
}

/** Both personal links. They are hidden until the organiser opens them: anybody who sees a link can use it. */
export const LinksCard = (props: LinksCardProps) => {
  const texts = useOrganiserTexts();
  return (
    <ClosedCard title={texts.personalLinks} hint={props.hint}>
      <Links {...props} />
    </ClosedCard>
  );
};

const Links = ({ people, load, revoke, revokeText }: LinksCardProps) => {
  const texts = useOrganiserTexts();
  const withApiKey = useApiKey();
  // The first function: links change only when somebody revokes one.
  const [first] = useState(() => load);
  const { value, refusal, lost, reload } = usePoll(
    useCallback(() => withApiKey(first), [first, withApiKey]),
    never,
  );
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (!value) return <Loading lost={lost} />;
  return (
    <div className="technical-content links">
      {ROLES.map((role) => {
        const [link, name] = [value[`${role}_link`], people[`${role}_name`]];
        const title = texts.meetingWith(people[`${otherOf(role)}_name`]);
        return (
          <PersonalLink key={role} role={role} name={name} link={link} title={title}>
            <DangerButton
              label={texts.revoke}
              title={texts.revokeQuestion[role]}
              text={revokeText(name)}
              confirmLabel={texts.revokeConfirm}
              cancelLabel={texts.cancelKeep}
              act={() => withApiKey(() => revoke(role, link))}
              onDone={reload}
            />
          </PersonalLink>
        );
      })}
    </div>
  );
};

const never = (): undefined => undefined;
