import type { RoomTexts } from '../room.ts';

const chinese: RoomTexts = {
  room: '房间',
  startsIn: (minutes) => `${minutes} 分钟后开始`,
  left: (minutes) => `还剩 ${minutes} 分钟`,
  overtime: '计划时间已到',

  entering: '正在进入房间...',
  waitingFor: (name) => `正在等待 ${name}`,
  waitingHint: '你已在房间里。双方都到后，通话立即开始。',
  otherLeft: (name) => `${name} 离开了房间`,
  otherLeftHint: '房间继续为你们两人开放。',
  connecting: (name) => `正在连接 ${name}...`,
  otherLost: (name) => `与 ${name} 的连接已断开，正在重新连接...`,
  roomLost: '无法连接房间，正在重新连接...',
  roomLostInCall: '无法连接房间。通话继续，正在重新连接...',
  cameraOff: '摄像头已关闭',
  sharing: (name) => `${name} 正在共享屏幕`,
  youShare: '你正在共享屏幕',
  stopSharing: '停止共享',
  muted: '已静音',
  turnOnSound: '打开声音',

  controls: '通话',
  mute: '静音',
  unmute: '取消静音',
  cameraTurnOff: '关闭摄像头',
  cameraTurnOn: '打开摄像头',
  share: '共享',
  shareScreen: '共享你的屏幕',
  chat: '聊天',
  devices: '设备',
  unread: (count) => `${count} 条新消息`,

  message: (name) => `发消息给 ${name}`,
  send: '发送',
  noMessages: '还没有消息',
  chatHint: '房间关闭后，聊天记录会消失。',

  defaultDevice: '浏览器默认设备',
  tryAgain: '重试',
  asking: '浏览器询问时，请允许使用麦克风和摄像头。',
  problems: {
    blocked: '被浏览器阻止。请在地址栏旁允许访问，然后重试。',
    missing: '未找到。请连接设备，然后重试。',
    busy: '正被其他程序使用。请关闭该程序，然后重试。',
    unavailable: '在此页面上不可用。',
  },
  problemOf: { microphone: '麦克风', camera: '摄像头', both: '麦克风和摄像头' },
  receiveOnly: (name) => `你可以听到和看到 ${name}，也可以发送消息。`,

  replaced: '你在另一个标签页打开了房间',
  callContinues: '通话在那里继续。你可以关闭此标签页。',
  continueHere: '在这里继续',
  refused: '此房间地址已失效',
  enterFromPage: '请回到你的个人链接页面，从那里进入房间。',
  closed: '房间已关闭。你可以关闭此标签页。',
  unknown: '请从你的个人链接进入房间',
  openLink: (button) => `请打开你的个人链接，然后选择“${button}”。`,
};

export default chinese;
