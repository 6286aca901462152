import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { useLanguage } from '../../components/language.tsx';
import { roomCatalogue, type RoomTexts } from '../../languages/room.ts';

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
    void roomCatalogue(tag).then((loaded) => {
      if (!outdated) setTexts(loaded);
    });
    return () => {
      outdated = true;
    };
  }, [tag]);
  return texts && <RoomTextsContext value={texts}>{children}</RoomTextsContext>;
};
