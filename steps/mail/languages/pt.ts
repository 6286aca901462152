import type { MailTexts, Word } from './texts.ts';

export default function portuguese(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'aula' : 'reunião';
  return {
    hello: (name) => `Olá, ${name},`,
    invitation: (name) => `A sua ${noun} com ${name}`,
    moved: (name) => `Novo horário: a sua ${noun} com ${name}`,
    cancelled: (name) => `Cancelada: a sua ${noun} com ${name}`,
    extended: (name) => `Prolongada: a sua ${noun} com ${name}`,
    open: (name) => `${name} está à sua espera`,
    reminder: (name) => `Lembrete: a sua ${noun} com ${name}`,
    before: (time) => `Estava marcada para: ${time}.`,
    until: (time) => `A sala continua aberta até: ${time}.`,
    reason: (text) => `Motivo: ${text}`,
    enter: `Ir para a sua ${noun}`,
    personal: 'Este link é só para si. A página mostra quando a sala abre, e aí pode verificar a sua câmara.',
    waits: (name) => `A sala está aberta e ${name} já está presente.`,
    further: (dates) => `Outras datas: ${dates}`,
    from: (time) => `A partir de: ${time}`,
    continues: 'Para as datas seguintes recebe um novo convite.',
    stop: 'Não receber mais lembretes',
    stopAsk: 'Não quer receber mais lembretes? Continua a receber convites e alterações.',
    stopped: 'Não recebe mais lembretes. Continua a receber convites e alterações.',
  };
}
