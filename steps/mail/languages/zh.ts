import type { MailTexts, Word } from './texts.ts';

export default function chinese(word: Word): MailTexts {
  const noun = word === 'lesson' ? '课程' : '会议';
  return {
    hello: (name) => `${name}，你好：`,
    invitation: (name) => `你与 ${name} 的${noun}`,
    moved: (name) => `时间变更：你与 ${name} 的${noun}`,
    cancelled: (name) => `已取消：你与 ${name} 的${noun}`,
    extended: (name) => `已延长：你与 ${name} 的${noun}`,
    open: (name) => `${name} 正在等你`,
    reminder: (name) => `提醒：你与 ${name} 的${noun}`,
    before: (time) => `原定时间：${time}`,
    until: (time) => `房间开放至：${time}`,
    reason: (text) => `原因：${text}`,
    enter: `前往${noun}`,
    personal: '此链接仅供你本人使用。页面会显示房间何时开放，你也可以在那里检查摄像头。',
    waits: (name) => `房间已开放，${name} 已在里面。`,
    further: (dates) => `其他日期：${dates}`,
    from: (time) => `自以下时间起：${time}`,
    continues: '之后的日期将另发新的邀请。',
    stop: '不再接收提醒',
    stopAsk: '不想再接收提醒吗？你仍会收到邀请和变更通知。',
    stopped: '你不会再收到提醒，但仍会收到邀请和变更通知。',
  };
}
