import { SCENES } from '../test/web/support/scenes.ts';

/** The scene that the README shows. */
const PRODUCT = 'meeting-running';

/** One section for each documented scene: a desktop and a phone, each in the reader's own color scheme. */
export const pageSections = (): string =>
  SCENES.flatMap(({ name, shows }) =>
    shows === undefined
      ? []
      : [
          `**${shows}.**\n\n${picture('img', name, 'desktop', shows, 640)} ${picture('img', name, 'phone', `${shows}, on a phone`, 180)}`,
        ],
  ).join('\n\n');

export function productPicture(): string {
  const shows = SCENES.find(({ name }) => name === PRODUCT)?.shows;
  if (shows === undefined) throw new Error(`no documented scene "${PRODUCT}"`);
  return picture('docs/img', PRODUCT, 'desktop', shows, 640);
}

/** @param folder relative to the document */
function picture(folder: string, name: string, device: string, alt: string, width: number): string {
  const file = (theme: string): string => `${folder}/${name}-${device}-${theme}.png`;
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${file('dark')}"><img src="${file('light')}" alt="${alt}" width="${width}"></picture>`;
}
