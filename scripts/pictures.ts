import { SCENES } from '../test/web/support/scenes.ts';

/** The scenes that the README shows: what the student, both people and the organiser see. */
const PRODUCT = ['join-starting', 'room', 'meeting-running'] as const;

/** One section for each documented scene: a desktop and a phone, each in the reader's own color scheme. */
export const pageSections = (): string =>
  SCENES.flatMap(({ name, shows }) =>
    shows === undefined
      ? []
      : [
          `**${shows}.**\n\n${picture('img', name, 'desktop', shows, 640)} ${picture('img', name, 'phone', `${shows}, on a phone`, 180)}`,
        ],
  ).join('\n\n');

export const productPictures = (): string =>
  PRODUCT.map((product) => {
    const shows = SCENES.find(({ name }) => name === product)?.shows;
    if (shows === undefined) throw new Error(`no documented scene "${product}"`);
    return picture('docs/img', product, 'desktop', shows, 640);
  }).join('\n\n');

/** @param folder relative to the document */
function picture(folder: string, name: string, device: string, alt: string, width: number): string {
  const file = (theme: string): string => `${folder}/${name}-${device}-${theme}.png`;
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${file('dark')}"><img src="${file('light')}" alt="${alt}" width="${width}"></picture>`;
}
