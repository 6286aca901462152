import type { RoomTexts } from '../room.ts';

const japanese: RoomTexts = {
  room: '部屋',
  startsIn: (minutes) => `あと${minutes}分で開始`,
  left: (minutes) => `残り${minutes}分`,
  overtime: '予定時間を過ぎています',

  entering: '入室しています...',
  waitingFor: (name) => `${name}さんを待っています`,
  waitingHint: '入室しました。二人がそろうと通話が始まります。',
  otherLeft: (name) => `${name}さんが退室しました`,
  otherLeftHint: '部屋は二人のために開いたままです。',
  connecting: (name) => `${name}さんに接続しています...`,
  otherLost: (name) => `${name}さんとの接続が切れました。再接続しています...`,
  roomLost: '部屋に接続できません。再接続しています...',
  roomLostInCall: '部屋に接続できません。通話は続いています。再接続しています...',
  cameraOff: 'カメラはオフ',
  sharing: (name) => `${name}さんが画面を共有しています`,
  youShare: '画面を共有しています',
  stopSharing: '共有を停止',
  muted: 'ミュート中',
  turnOnSound: '音声をオンにする',

  controls: '通話',
  mute: 'ミュート',
  unmute: 'ミュート解除',
  cameraTurnOff: 'カメラをオフにする',
  cameraTurnOn: 'カメラをオンにする',
  share: '共有',
  shareScreen: '画面を共有する',
  chat: 'チャット',
  devices: 'デバイス',
  unread: (count) => `新しいメッセージ${count}件`,

  message: (name) => `${name}さんへのメッセージ`,
  send: '送信',
  noMessages: 'メッセージはまだありません',
  chatHint: 'チャットは部屋が閉じると消えます。',

  defaultDevice: 'ブラウザーの既定',
  tryAgain: 'もう一度試す',
  asking: 'ブラウザーの確認が出たら、マイクとカメラを許可してください。',
  problems: {
    blocked: 'ブラウザーがブロックしました。アドレスバーの横で許可して、もう一度試してください。',
    missing: '見つかりません。接続して、もう一度試してください。',
    busy: '別のプログラムが使用中です。そのプログラムを閉じて、もう一度試してください。',
    unavailable: 'このページでは使えません。',
  },
  problemOf: { microphone: 'マイク', camera: 'カメラ', both: 'マイクとカメラ' },
  receiveOnly: (name) => `${name}さんの声と映像は届きます。チャットも使えます。`,

  replaced: '別のタブで部屋を開きました',
  callContinues: '通話はそのタブで続きます。このタブは閉じてかまいません。',
  continueHere: 'ここで続ける',
  refused: 'この部屋のアドレスは無効になりました',
  enterFromPage: '個人リンクのページに戻り、そこから入室してください。',
  closed: '部屋は閉じました。このタブは閉じてかまいません。',
  unknown: '個人リンクから入室してください',
  openLink: (button) => `個人リンクを開き、「${button}」を選んでください。`,
};

export default japanese;
