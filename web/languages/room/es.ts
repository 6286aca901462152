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
  waitingHint: 'Está en la sala. La llamada empieza en cuanto estén los dos.',
  otherLeft: (name) => `${name} ha salido de la sala`,
  otherLeftHint: 'La sala sigue abierta para los dos.',
  connecting: (name) => `Conectando con ${name}...`,
  otherLost: (name) => `Se ha perdido la conexión con ${name}. Reconectando...`,
  roomLost: 'No se puede llegar a la sala. Reconectando...',
  roomLostInCall: 'No se puede llegar a la sala. La llamada continúa; reconectando...',
  cameraOff: 'Cámara apagada',
  sharing: (name) => `${name} está compartiendo la pantalla`,
  youShare: 'Está compartiendo su pantalla',
  stopSharing: 'Dejar de compartir',
  muted: 'Silenciado',
  turnOnSound: 'Activar el sonido',

  controls: 'Llamada',
  mute: 'Silenciar',
  unmute: 'Activar voz',
  cameraTurnOff: 'Apagar la cámara',
  cameraTurnOn: 'Encender la cámara',
  share: 'Compartir',
  shareScreen: 'Compartir su pantalla',
  chat: 'Mensajes',
  devices: 'Dispositivos',
  unread: (count) => plural(count, { one: '1 mensaje nuevo', other: `${count} mensajes nuevos` }),

  message: (name) => `Mensaje para ${name}`,
  send: 'Enviar',
  noMessages: 'Todavía no hay mensajes',
  chatHint: 'Los mensajes se borran cuando se cierra la sala.',

  defaultDevice: 'Predeterminado del navegador',
  tryAgain: 'Intentar de nuevo',
  asking: 'Permita el micrófono y la cámara cuando el navegador lo pregunte.',
  problems: {
    blocked: 'bloqueado por el navegador. Permítalo junto a la barra de direcciones e inténtelo de nuevo.',
    missing: 'no se encuentra. Conecte un dispositivo e inténtelo de nuevo.',
    busy: 'en uso por otro programa. Cierre ese programa e inténtelo de nuevo.',
    unavailable: 'no disponible en esta página.',
  },
  problemOf: { microphone: 'Micrófono', camera: 'Cámara', both: 'Micrófono y cámara' },
  receiveOnly: (name) => `Puede oír y ver a ${name}, y escribir mensajes.`,

  replaced: 'Ha abierto la sala en otra pestaña',
  callContinues: 'La llamada continúa allí. Puede cerrar esta pestaña.',
  continueHere: 'Continuar aquí',
  refused: 'Esta dirección de la sala ya no es válida',
  enterFromPage: 'Vuelva a la página de su enlace personal y entre en la sala desde allí.',
  closed: 'La sala está cerrada. Puede cerrar esta pestaña.',
  unknown: 'Entre en la sala desde su enlace personal',
  openLink: (button) => `Abra su enlace personal y seleccione «${button}».`,
};

export default spanish;
