import type { MailTexts, Word } from './texts.ts';

export default function arabic(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'درس' : 'اجتماع';
  return {
    hello: (name) => `مرحبًا ${name}،`,
    invitation: (name) => `${noun}ك مع ${name}`,
    moved: (name) => `موعد جديد: ${noun}ك مع ${name}`,
    cancelled: (name) => `إلغاء: ${noun}ك مع ${name}`,
    extended: (name) => `تمديد: ${noun}ك مع ${name}`,
    open: (name) => `${name} في انتظارك`,
    reminder: (name) => `تذكير: ${noun}ك مع ${name}`,
    before: (time) => `الموعد السابق: ${time}.`,
    until: (time) => `تبقى الغرفة مفتوحة حتى: ${time}.`,
    reason: (text) => `السبب: ${text}`,
    enter: `انتقل إلى ${noun}ك`,
    personal: 'هذا الرابط لك وحدك. تعرض الصفحة وقت فتح الغرفة، ويمكنك فيها فحص الكاميرا.',
    waits: (name) => `الغرفة مفتوحة، وفيها ${name}.`,
    further: (dates) => `مواعيد أخرى: ${dates}`,
    from: (time) => `ابتداءً من: ${time}`,
    continues: 'ستصلك دعوة جديدة للمواعيد التالية.',
    stop: 'إيقاف التذكيرات',
    stopAsk: 'هل تريد إيقاف التذكيرات؟ ستظل تصلك الدعوات والتغييرات.',
    stopped: 'لن تصلك تذكيرات بعد الآن. ستظل تصلك الدعوات والتغييرات.',
  };
}
