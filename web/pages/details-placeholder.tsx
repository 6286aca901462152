import type { ComponentProps } from 'react';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Loading } from '../components/shell.tsx';

/** @param children the name of the list, if it is not that of all meetings */
export const BackToList = ({ children, ...back }: ComponentProps<'a'>) => {
  const texts = useOrganiserTexts();
  return (
    <a className="back" {...back}>
      <Icon name="back" /> {children ?? texts.allMeetings}
    </a>
  );
};

/** The page of a meeting before the first response. */
export const DetailsPlaceholder = ({ lost }: { readonly lost: boolean }) => {
  const texts = useOrganiserTexts();
  return (
    <>
      <h1 className="visually-hidden">{texts.meeting}</h1>
      <Loading lost={lost} />
    </>
  );
};
