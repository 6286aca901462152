import { pluralOf } from '../forms.ts';
import type { RoomTexts } from '../room.ts';

const plural = pluralOf('fr');

const french: RoomTexts = {
  room: 'Salle',
  startsIn: (minutes) => `Commence dans ${minutes} min`,
  left: (minutes) => `Encore ${minutes} min`,
  overtime: 'Le temps prévu est écoulé',

  entering: 'Entrée dans la salle...',
  waitingFor: (name) => `En attente de ${name}`,
  waitingHint: 'Vous êtes dans la salle. L’appel commence dès que vous êtes là tous les deux.',
  otherLeft: (name) => `${name} a quitté la salle`,
  otherLeftHint: 'La salle reste ouverte pour vous deux.',
  connecting: (name) => `Connexion à ${name}...`,
  otherLost: (name) => `La connexion à ${name} est perdue. Reconnexion...`,
  roomLost: 'La salle est injoignable. Reconnexion...',
  roomLostInCall: 'La salle est injoignable. L’appel continue ; reconnexion...',
  cameraOff: 'Caméra éteinte',
  sharing: (name) => `${name} partage son écran`,
  youShare: 'Vous partagez votre écran',
  stopSharing: 'Arrêter le partage',
  muted: 'Micro coupé',
  turnOnSound: 'Activer le son',

  controls: 'Appel',
  mute: 'Couper le micro',
  unmute: 'Ouvrir le micro',
  cameraTurnOff: 'Éteindre la caméra',
  cameraTurnOn: 'Allumer la caméra',
  share: 'Partager',
  shareScreen: 'Partager votre écran',
  chat: 'Discussion',
  devices: 'Appareils',
  unread: (count) => plural(count, { one: '1 nouveau message', other: `${count} nouveaux messages` }),

  message: (name) => `Message à ${name}`,
  send: 'Envoyer',
  noMessages: 'Pas encore de message',
  chatHint: 'Les messages disparaissent quand la salle ferme.',

  defaultDevice: 'Appareil par défaut du navigateur',
  tryAgain: 'Réessayer',
  asking: 'Autorisez le micro et la caméra quand le navigateur le demande.',
  problems: {
    blocked: 'bloqué par le navigateur. Autorisez l’accès à côté de la barre d’adresse, puis réessayez.',
    missing: 'introuvable. Branchez un appareil, puis réessayez.',
    busy: 'utilisé par un autre programme. Fermez ce programme, puis réessayez.',
    unavailable: 'indisponible sur cette page.',
  },
  problemOf: { microphone: 'Micro', camera: 'Caméra', both: 'Micro et caméra' },
  receiveOnly: (name) => `Vous pouvez entendre et voir ${name}, et écrire des messages.`,

  replaced: 'Vous avez ouvert la salle dans un autre onglet',
  callContinues: 'L’appel continue là-bas. Vous pouvez fermer cet onglet.',
  continueHere: 'Continuer ici',
  refused: 'Cette adresse de la salle n’est plus valide',
  enterFromPage: 'Revenez à la page de votre lien personnel, et entrez dans la salle à partir de là.',
  closed: 'La salle est fermée. Vous pouvez fermer cet onglet.',
  unknown: 'Entrez dans la salle à partir de votre lien personnel',
  openLink: (button) => `Ouvrez votre lien personnel, et choisissez « ${button} ».`,
};

export default french;
