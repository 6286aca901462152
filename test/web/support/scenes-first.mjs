import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** The tests of scenes take longest, also where Jest has measured nothing yet: the other files fill the time beside them. */
export default class extends Sequencer {
  sort(tests) {
    const isScenes = ({ path }) => Number(basename(path).startsWith('scenes-'));
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer is no array
    return super.sort(tests).toSorted((one, other) => isScenes(other) - isScenes(one));
  }
}
