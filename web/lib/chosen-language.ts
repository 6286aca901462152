const NAME = 'language';

/** The language that somebody chose on this device. */
export const chosenLanguage = (): string | undefined => localStorage.getItem(NAME) ?? undefined;

export const keepLanguage = (tag: string): void => localStorage.setItem(NAME, tag);
