/** UID of a meeting or a series in all its calendar files. It never changes. */
export const uidOf = (id: string): string => `${id}@elephant-meetings`;
