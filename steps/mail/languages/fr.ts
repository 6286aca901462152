import type { MailTexts, Word } from './texts.ts';

export default function french(word: Word): MailTexts {
  const noun = word === 'lesson' ? 'leçon' : 'réunion';
  return {
    hello: (name) => `Bonjour ${name},`,
    invitation: (name) => `Votre ${noun} avec ${name}`,
    moved: (name) => `Nouvel horaire : votre ${noun} avec ${name}`,
    cancelled: (name) => `Annulation : votre ${noun} avec ${name}`,
    extended: (name) => `Prolongation : votre ${noun} avec ${name}`,
    open: (name) => `${name} vous attend`,
    reminder: (name) => `Rappel : votre ${noun} avec ${name}`,
    before: (time) => `Horaire précédent : ${time}.`,
    until: (time) => `La salle reste ouverte jusqu’à cette heure : ${time}.`,
    reason: (text) => `Motif : ${text}`,
    enter: `Accéder à votre ${noun}`,
    personal:
      'Ce lien est pour vous seul. La page indique quand la salle ouvre, et vous pouvez y vérifier votre caméra.',
    waits: (name) => `La salle est ouverte, et ${name} est là.`,
    further: (dates) => `Autres dates : ${dates}`,
    from: (time) => `À partir de : ${time}`,
    continues: 'Une nouvelle invitation suit pour les dates d’après.',
    stop: 'Plus de rappels',
    stopAsk: 'Ne plus recevoir de rappels ? Vous recevrez toujours les invitations et les changements.',
    stopped: 'Vous ne recevrez plus de rappels. Vous recevrez toujours les invitations et les changements.',
  };
}
