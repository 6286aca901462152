import { type FormEvent, useEffect, useRef, useState } from 'react';
import { MAX_CHAT_LENGTH } from '../../../local/room/protocol.ts';
import { useTexts } from '../../components/language.tsx';
import { clockTime } from '../../lib/instant.ts';
import { safeUrl } from '../../lib/safe-url.ts';
import type { CallState } from './call-state.ts';
import { Icon } from './icons.tsx';
import { useRoomTexts } from './room-language.tsx';

interface ChatProps {
  readonly state: CallState;
  readonly other: string;
  readonly onSay: (text: string) => void;
}

export const ChatPanel = ({ state: { chat, role }, other, onSay }: ChatProps) => {
  const texts = useTexts();
  const roomTexts = useRoomTexts();
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [chat]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    onSay(text);
    setText('');
  };
  return (
    <aside className="chat" aria-label={roomTexts.chat}>
      <h2>{roomTexts.chat}</h2>
      <div ref={list} className="chat-messages" role="log" tabIndex={0} aria-label={roomTexts.chat}>
        <ol>
          {chat.length === 0 && <li className="chat-none">{roomTexts.noMessages}</li>}
          {chat.map((message) => (
            <li key={message.id} className={message.from === role ? 'own' : undefined}>
              <b>
                <bdi>{message.from === role ? texts.you : other}</bdi>
              </b>{' '}
              <time dateTime={message.at}>{clockTime(Date.parse(message.at))}</time>
              <p dir="auto">
                <WithLinks text={message.text} />
              </p>
            </li>
          ))}
        </ol>
      </div>
      <form onSubmit={submit}>
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={MAX_CHAT_LENGTH}
          placeholder={roomTexts.message(other)}
          aria-label={roomTexts.message(other)}
          autoComplete="off"
          enterKeyHint="send"
          dir="auto"
        />
        <button type="submit" className="chat-send" aria-label={roomTexts.send}>
          <Icon name="send" />
        </button>
      </form>
      <p className="chat-hint">{roomTexts.chatHint}</p>
    </aside>
  );
};

/** Web addresses become links that open in a new tab. */
const WithLinks = ({ text }: { readonly text: string }) =>
  text.split(/(https?:\/\/\S+)/).map((part, index) => {
    const url = index % 2 === 1 ? safeUrl(part) : undefined;
    return url === undefined ? (
      part
    ) : (
      <a key={index} href={url} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    );
  });
