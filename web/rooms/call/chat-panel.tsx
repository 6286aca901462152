import { type FormEvent, useEffect, useRef, useState } from 'react';
import { MAX_CHAT_LENGTH } from '../../../local/room/protocol.ts';
import { safeUrl } from '../../lib/safe-url.ts';
import type { CallState } from './call.ts';
import { Icon } from './icons.tsx';
import { TEXTS } from './texts.ts';

interface ChatProps {
  readonly state: CallState;
  readonly other: string;
  readonly onSay: (text: string) => void;
}

export const ChatPanel = ({ state: { chat, role }, other, onSay }: ChatProps) => {
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
    <aside className="chat" aria-label={TEXTS.chat}>
      <h2>{TEXTS.chat}</h2>
      <div ref={list} className="chat-messages" role="log" tabIndex={0} aria-label={TEXTS.chat}>
        <ol>
          {chat.length === 0 && <li className="chat-none">{TEXTS.noMessages}</li>}
          {chat.map((message) => (
            <li key={message.id} className={message.from === role ? 'own' : undefined}>
              <b>
                <bdi>{message.from === role ? TEXTS.you : other}</bdi>
              </b>{' '}
              <time dateTime={message.at}>{timeOf(message.at)}</time>
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
          placeholder={TEXTS.message(other)}
          aria-label={TEXTS.message(other)}
          autoComplete="off"
          enterKeyHint="send"
          dir="auto"
        />
        <button type="submit" className="chat-send" aria-label={TEXTS.send}>
          <Icon name="send" />
        </button>
      </form>
      <p className="chat-hint">{TEXTS.chatHint}</p>
    </aside>
  );
};

const timeOf = (at: string): string =>
  new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(Date.parse(at));

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
