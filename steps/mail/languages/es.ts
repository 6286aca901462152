import type { MailTexts, Word } from './texts.ts';

export default function spanish(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'clase' : 'reunión';
  return {
    hello: (name) => `Hola, ${name}:`,
    invitation: (name) => `Tu ${noun} con ${name}`,
    moved: (name) => `Nuevo horario: tu ${noun} con ${name}`,
    cancelled: (name) => `Cancelada: tu ${noun} con ${name}`,
    extended: (name) => `Ampliada: tu ${noun} con ${name}`,
    open: (name) => `${name} te está esperando`,
    reminder: (name) => `Recordatorio: tu ${noun} con ${name}`,
    before: (time) => `Estaba prevista para: ${time}.`,
    until: (time) => `La sala sigue abierta hasta: ${time}.`,
    reason: (text) => `Motivo: ${text}`,
    enter: `Ir a tu ${noun}`,
    personal:
      'Este enlace es solo para ti. La página muestra cuándo se abre la sala, y allí puedes comprobar tu cámara.',
    waits: (name) => `La sala está abierta y ${name} ya está ahí.`,
    further: (dates) => `Otras fechas: ${dates}`,
    from: (time) => `A partir de: ${time}`,
    continues: 'Para las fechas siguientes llega una nueva invitación.',
    stop: 'No más recordatorios',
    stopAsk: '¿No quieres más recordatorios? Seguirás recibiendo invitaciones y cambios.',
    stopped: 'No recibirás más recordatorios. Seguirás recibiendo invitaciones y cambios.',
  };
}
