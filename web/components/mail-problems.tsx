import { type Details, ROLES } from '../lib/wire.ts';
import { useOrganiserTexts } from './language.tsx';

/** What went wrong with the mails to the people of a meeting or a series. */
export const MailProblems = ({ row }: { readonly row: Pick<Details, 'mail' | 'teacher_name' | 'student_name'> }) => {
  const { mailProblem } = useOrganiserTexts();
  return ROLES.map((role) => {
    const problem = row.mail?.[role]?.problem;
    return (
      problem && (
        <p key={role} className="notice notice-bad">
          {mailProblem[problem.kind](row[`${role}_name`])}
        </p>
      )
    );
  });
};
