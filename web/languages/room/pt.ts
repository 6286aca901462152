import { pluralOf } from '../forms.ts';
import type { RoomTexts } from '../room.ts';

const plural = pluralOf('pt');

const portuguese: RoomTexts = {
  room: 'Sala',
  startsIn: (minutes) => `Começa em ${minutes} min`,
  left: (minutes) => `Faltam ${minutes} min`,
  overtime: 'O tempo previsto terminou',

  entering: 'A entrar na sala...',
  waitingFor: (name) => `À espera de ${name}`,
  waitingHint: 'Está na sala. A chamada começa assim que estiverem os dois.',
  otherLeft: (name) => `${name} saiu da sala`,
  otherLeftHint: 'A sala continua aberta para os dois.',
  connecting: (name) => `A ligar a ${name}...`,
  otherLost: (name) => `A ligação a ${name} perdeu-se. A ligar de novo...`,
  roomLost: 'Não é possível chegar à sala. A ligar de novo...',
  roomLostInCall: 'Não é possível chegar à sala. A chamada continua; a ligar de novo...',
  cameraOff: 'Câmara desligada',
  sharing: (name) => `${name} está a partilhar o ecrã`,
  youShare: 'Está a partilhar o seu ecrã',
  stopSharing: 'Parar de partilhar',
  muted: 'Sem som',
  turnOnSound: 'Ligar o som',

  controls: 'Chamada',
  mute: 'Desligar o microfone',
  unmute: 'Ligar o microfone',
  cameraTurnOff: 'Desligar a câmara',
  cameraTurnOn: 'Ligar a câmara',
  share: 'Partilhar',
  shareScreen: 'Partilhar o seu ecrã',
  chat: 'Mensagens',
  devices: 'Dispositivos',
  unread: (count) => plural(count, { one: '1 mensagem nova', other: `${count} mensagens novas` }),

  message: (name) => `Mensagem para ${name}`,
  send: 'Enviar',
  noMessages: 'Ainda não há mensagens',
  chatHint: 'As mensagens desaparecem quando a sala fecha.',

  defaultDevice: 'Predefinição do navegador',
  tryAgain: 'Tentar de novo',
  asking: 'Permita o microfone e a câmara quando o navegador perguntar.',
  problems: {
    blocked: 'bloqueado pelo navegador. Permita o acesso junto à barra de endereço e tente de novo.',
    missing: 'não encontrado. Ligue um dispositivo e tente de novo.',
    busy: 'em uso por outro programa. Feche esse programa e tente de novo.',
    unavailable: 'não disponível nesta página.',
  },
  problemOf: { microphone: 'Microfone', camera: 'Câmara', both: 'Microfone e câmara' },
  receiveOnly: (name) => `Pode ouvir e ver ${name}, e escrever mensagens.`,

  replaced: 'Abriu a sala noutro separador',
  callContinues: 'A chamada continua lá. Pode fechar este separador.',
  continueHere: 'Continuar aqui',
  refused: 'Este endereço da sala já não é válido',
  enterFromPage: 'Volte à página do seu link pessoal e entre na sala a partir daí.',
  closed: 'A sala está fechada. Pode fechar este separador.',
  unknown: 'Entre na sala a partir do seu link pessoal',
  openLink: (button) => `Abra o seu link pessoal e selecione «${button}».`,
};

export default portuguese;
