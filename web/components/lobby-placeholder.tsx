import { useTexts } from './language.tsx';
import { Lobby } from './scene.tsx';

/** The page of a guest before the first response. The word for a meeting is not known yet, so no text has it. */
export const LobbyPlaceholder = () => {
  const texts = useTexts();
  return (
    <Lobby mood="waking">
      <h1>{texts.loading}</h1>
    </Lobby>
  );
};
