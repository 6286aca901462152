import { SCENES } from '../test/web/support/scenes.ts';

/** The pictures of the documentation: desktop and phone, light or dark by the reader's theme. */
export const picturesTable = (): string =>
  SCENES.flatMap(({ name, shows }) =>
    shows === undefined
      ? []
      : [
          `**${shows}.**\n\n${picture(name, 'desktop', shows, 640)} ${picture(name, 'phone', `${shows}, on a phone`, 180)}`,
        ],
  ).join('\n\n');

const picture = (name: string, device: string, alt: string, width: number): string => {
  const file = (theme: string): string => `docs/img/${name}-${device}-${theme}.png`;
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${file('dark')}"><img src="${file('light')}" alt="${alt}" width="${width}"></picture>`;
};
