import type { MailTexts, Word } from './texts.ts';

export default function japanese(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'レッスン' : 'ミーティング';
  return {
    hello: (name) => `${name}さん、`,
    invitation: (name) => `${name}さんとの${noun}`,
    moved: (name) => `日時の変更：${name}さんとの${noun}`,
    cancelled: (name) => `中止：${name}さんとの${noun}`,
    extended: (name) => `延長：${name}さんとの${noun}`,
    open: (name) => `${name}さんがお待ちです`,
    reminder: (name) => `リマインダー：${name}さんとの${noun}`,
    before: (time) => `変更前の日時：${time}`,
    until: (time) => `部屋は次の時刻まで開いています：${time}`,
    reason: (text) => `理由：${text}`,
    enter: `${noun}のページへ`,
    personal: 'このリンクはあなた専用です。ページには部屋が開く時刻が表示され、カメラの確認もできます。',
    waits: (name) => `部屋が開いていて、${name}さんが入っています。`,
    further: (dates) => `ほかの日程：${dates}`,
    from: (time) => `次の日時以降：${time}`,
    continues: 'それ以降の日程については、新しい招待が届きます。',
    stop: 'リマインダーを停止',
    stopAsk: 'リマインダーを停止しますか？招待と変更のお知らせは引き続き届きます。',
    stopped: 'リマインダーを停止しました。招待と変更のお知らせは引き続き届きます。',
  };
}
