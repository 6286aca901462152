import { pluralOf } from '../forms.ts';
import type { RoomTexts } from '../room.ts';

const plural = pluralOf('de');

const german: RoomTexts = {
  room: 'Raum',
  startsIn: (minutes) => `Beginnt in ${minutes} Min.`,
  left: (minutes) => `noch ${minutes} Min.`,
  overtime: 'Die geplante Zeit ist vorbei',

  entering: 'Sie betreten den Raum...',
  waitingFor: (name) => `Warten auf ${name}`,
  waitingHint: 'Sie sind im Raum. Das Gespräch beginnt, sobald Sie beide da sind.',
  otherLeft: (name) => `${name} hat den Raum verlassen`,
  otherLeftHint: 'Der Raum bleibt für Sie beide offen.',
  connecting: (name) => `Verbindung zu ${name} wird aufgebaut...`,
  otherLost: (name) => `Die Verbindung zu ${name} ist unterbrochen. Neuer Versuch...`,
  roomLost: 'Der Raum ist nicht erreichbar. Neuer Versuch...',
  roomLostInCall: 'Der Raum ist nicht erreichbar. Ihr Gespräch läuft weiter; neuer Versuch...',
  cameraOff: 'Kamera aus',
  sharing: (name) => `${name} teilt den Bildschirm`,
  youShare: 'Sie teilen Ihren Bildschirm',
  stopSharing: 'Nicht mehr teilen',
  muted: 'Mikrofon aus',
  turnOnSound: 'Ton einschalten',

  controls: 'Gespräch',
  mute: 'Stumm',
  unmute: 'Ton an',
  cameraTurnOff: 'Kamera ausschalten',
  cameraTurnOn: 'Kamera einschalten',
  share: 'Teilen',
  shareScreen: 'Bildschirm teilen',
  chat: 'Chat',
  devices: 'Geräte',
  unread: (count) => plural(count, { one: '1 neue Nachricht', other: `${count} neue Nachrichten` }),

  message: (name) => `Nachricht an ${name}`,
  send: 'Senden',
  noMessages: 'Noch keine Nachrichten',
  chatHint: 'Der Chat ist weg, wenn der Raum schließt.',

  defaultDevice: 'Standard des Browsers',
  tryAgain: 'Noch einmal versuchen',
  asking: 'Erlauben Sie Mikrofon und Kamera, wenn der Browser fragt.',
  problems: {
    blocked: 'vom Browser blockiert. Erlauben Sie den Zugriff neben der Adressleiste und versuchen Sie es noch einmal.',
    missing: 'nicht gefunden. Schließen Sie ein Gerät an und versuchen Sie es noch einmal.',
    busy: 'von einem anderen Programm benutzt. Schließen Sie dieses Programm und versuchen Sie es noch einmal.',
    unavailable: 'auf dieser Seite nicht verfügbar.',
  },
  problemOf: { microphone: 'Mikrofon', camera: 'Kamera', both: 'Mikrofon und Kamera' },
  receiveOnly: (name) => `Sie können ${name} hören und sehen und Nachrichten schreiben.`,

  replaced: 'Sie haben den Raum in einem anderen Tab geöffnet',
  callContinues: 'Das Gespräch läuft dort weiter. Sie können diesen Tab schließen.',
  continueHere: 'Hier fortsetzen',
  refused: 'Diese Adresse des Raums ist nicht mehr gültig',
  enterFromPage: 'Gehen Sie zurück zur Seite mit Ihrem persönlichen Link und betreten Sie den Raum von dort.',
  closed: 'Der Raum ist geschlossen. Sie können diesen Tab schließen.',
  unknown: 'Betreten Sie den Raum über Ihren persönlichen Link',
  openLink: (button) => `Öffnen Sie Ihren persönlichen Link und wählen Sie „${button}“.`,
};

export default german;
