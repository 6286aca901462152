import type { MailTexts, Word } from './texts.ts';

export default function german(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'Unterrichtsstunde' : 'Besprechung';
  return {
    hello: (name) => `Guten Tag ${name},`,
    invitation: (name) => `Ihre ${noun} mit ${name}`,
    moved: (name) => `Neue Zeit: Ihre ${noun} mit ${name}`,
    cancelled: (name) => `Abgesagt: Ihre ${noun} mit ${name}`,
    extended: (name) => `Verlängert: Ihre ${noun} mit ${name}`,
    open: (name) => `${name} wartet auf Sie`,
    reminder: (name) => `Erinnerung: Ihre ${noun} mit ${name}`,
    before: (time) => `Bisher geplant: ${time}.`,
    until: (time) => `Der Raum bleibt offen bis ${time}.`,
    reason: (text) => `Grund: ${text}`,
    enter: `Zu Ihrer ${noun}`,
    personal:
      'Dieser Link ist nur für Sie. Die Seite zeigt, wann der Raum öffnet, und Sie können dort Ihre Kamera prüfen.',
    waits: (name) => `Der Raum ist offen, und ${name} ist da.`,
    further: (dates) => `Weitere Termine: ${dates}`,
    from: (time) => `Ab ${time}`,
    continues: 'Für die Termine danach folgt eine neue Einladung.',
    stop: 'Keine Erinnerungen mehr',
    stopAsk: 'Möchten Sie keine Erinnerungen mehr? Einladungen und Änderungen bekommen Sie weiterhin.',
    stopped: 'Sie bekommen keine Erinnerungen mehr. Einladungen und Änderungen bekommen Sie weiterhin.',
  };
}
