import type { Role } from '../../../client/send.ts';

/** The forms of a text for different numbers. A language uses some of them, and always `other`. */
type Forms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** Selects the form that a language uses for a number. */
export function pluralOf(tag: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(tag);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}

/** A text for each role. */
export const byRole = (text: (role: Role) => string): Readonly<Record<Role, string>> => ({
  teacher: text('teacher'),
  student: text('student'),
});
