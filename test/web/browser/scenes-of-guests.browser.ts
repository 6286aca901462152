import { testScenes } from '../support/scene-tests.ts';
import { isOfGuests, SCENES } from '../support/scenes.ts';

testScenes(SCENES.filter(isOfGuests));
