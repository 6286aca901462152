import { pluralOf } from '../forms.ts';
import type { RoomTexts } from '../room.ts';

const plural = pluralOf('es');

const spanish: RoomTexts = {
  room: 'Sala',
  startsIn: (minutes) => `Empieza en ${minutes} min`,
  left: (minutes) => `Quedan ${minutes} min`,
  overtime: 'El tiempo previsto ha terminado',

  entering: 'Entrando en la sala...',
  waitingFor: (name) => `Esperando a ${name}`,
  waitingHint: 'Estás en la sala. La llamada empieza en cuanto estéis los dos.',
  otherLeft: (name) => `${name} ha salido de la sala`,
  otherLeftHint: 'La sala sigue abierta para los dos.',
  connecting: (name) => `Conectando con ${name}...`,
  otherLost: (name) => `Se ha perdido la conexión con ${name}. Reconectando...`,
  roomLost: 'No se puede llegar a la sala. Reconectando...',
  roomLostInCall: 'No se puede llegar a la sala. La llamada continúa; reconectando...',
  cameraOff: 'Cámara apagada',
  sharing: (name) => `${name} está compartiendo la pantalla`,
  youShare: 'Estás compartiendo tu pantalla',
  stopSharing: 'Dejar de compartir',
  muted: 'Silenciado',
  turnOnSound: 'Activar el sonido',

  controls: 'Llamada',
  mute: 'Silenciar',
  unmute: 'Activar voz',
  cameraTurnOff: 'Apagar la cámara',
  cameraTurnOn: 'Encender la cámara',
  share: 'Compartir',
  shareScreen: 'Compartir tu pantalla',
  chat: 'Mensajes',
  devices: 'Dispositivos',
  unread: (count) => plural(count, { one: '1 mensaje nuevo', other: `${count} mensajes nuevos` }),

  message: (name) => `Mensaje para ${name}`,
  send: 'Enviar',
  noMessages: 'Todavía no hay mensajes',
  chatHint: 'Los mensajes se borran cuando se cierra la sala.',

  defaultDevice: 'Predeterminado del navegador',
  tryAgain: 'Intentar de nuevo',
  asking: 'Permite el micrófono y la cámara cuando el navegador lo pregunte.',
  problems: {
    blocked: 'bloqueado por el navegador. Permítelo junto a la barra de direcciones e inténtalo de nuevo.',
    missing: 'no se encuentra. Conecta un dispositivo e inténtalo de nuevo.',
    busy: 'en uso por otro programa. Cierra ese programa e inténtalo de nuevo.',
    unavailable: 'no disponible en esta página.',
  },
  problemOf: { microphone: 'Micrófono', camera: 'Cámara', both: 'Micrófono y cámara' },
  receiveOnly: (name) => `Puedes oír y ver a ${name}, y escribir mensajes.`,

  replaced: 'Has abierto la sala en otra pestaña',
  callContinues: 'La llamada continúa allí. Puedes cerrar esta pestaña.',
  continueHere: 'Continuar aquí',
  refused: 'Esta dirección de la sala ya no es válida',
  enterFromPage: 'Vuelve a la página de tu enlace personal y entra en la sala desde allí.',
  closed: 'La sala está cerrada. Puedes cerrar esta pestaña.',
  unknown: 'Entra en la sala desde tu enlace personal',
  openLink: (button) => `Abre tu enlace personal y selecciona «${button}».`,
};

export default spanish;
