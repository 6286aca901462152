import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { useLanguage } from '../../components/language.tsx';
import { ROOM } from '../../lib/languages/built-room.ts';
import { loadPart } from '../../lib/languages/languages.ts';
import type { RoomTexts } from '../../lib/languages/texts.ts';

const RoomTextsContext = createContext<RoomTexts | undefined>(undefined);

export function useRoomTexts(): RoomTexts {
  const texts = use(RoomTextsContext);
  if (!texts) throw new Error("this component needs the room's texts");
  return texts;
}

/** Loads the room's texts in the language of the page. Shows the texts of the previous language meanwhile. */
export const RoomLanguage = ({ children }: { readonly children: ReactNode }) => {
  const { tag } = useLanguage();
  const [texts, setTexts] = useState<RoomTexts>();
  useEffect(() => {
    let outdated = false;
    void loadPart(ROOM, tag).then((room) => {
      if (!outdated) setTexts(room());
    });
    return () => {
      outdated = true;
    };
  }, [tag]);
  return texts && <RoomTextsContext value={texts}>{children}</RoomTextsContext>;
};
