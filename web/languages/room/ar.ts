import { pluralOf } from '../forms.ts';
import type { RoomTexts } from '../room.ts';

const plural = pluralOf('ar');

const arabic: RoomTexts = {
  room: 'الغرفة',
  startsIn: (minutes) => `تبدأ بعد ${minutes} د`,
  left: (minutes) => `بقي ${minutes} د`,
  overtime: 'انتهى الوقت المقرر',

  entering: 'جارٍ دخول الغرفة...',
  waitingFor: (name) => `بانتظار ${name}`,
  waitingHint: 'أنت في الغرفة. تبدأ المكالمة حالما تكونان هنا معًا.',
  otherLeft: (name) => `غادر ${name} الغرفة`,
  otherLeftHint: 'تبقى الغرفة مفتوحة لكليكما.',
  connecting: (name) => `جارٍ الاتصال مع ${name}...`,
  otherLost: (name) => `انقطع الاتصال مع ${name}. نحاول مجددًا...`,
  roomLost: 'لا يمكن الوصول إلى الغرفة. نحاول مجددًا...',
  roomLostInCall: 'لا يمكن الوصول إلى الغرفة. مكالمتك مستمرة؛ نحاول مجددًا...',
  cameraOff: 'الكاميرا متوقفة',
  sharing: (name) => `${name} يشارك الشاشة`,
  youShare: 'أنت تشارك شاشتك',
  stopSharing: 'إيقاف المشاركة',
  muted: 'الصوت مكتوم',
  turnOnSound: 'تشغيل الصوت',

  controls: 'المكالمة',
  mute: 'كتم الصوت',
  unmute: 'إلغاء الكتم',
  cameraTurnOff: 'إيقاف الكاميرا',
  cameraTurnOn: 'تشغيل الكاميرا',
  share: 'مشاركة',
  shareScreen: 'مشاركة شاشتك',
  chat: 'الدردشة',
  devices: 'الأجهزة',
  unread: (count) =>
    plural(count, {
      zero: 'لا رسائل جديدة',
      one: 'رسالة جديدة واحدة',
      two: 'رسالتان جديدتان',
      few: `${count} رسائل جديدة`,
      many: `${count} رسالة جديدة`,
      other: `${count} رسالة جديدة`,
    }),

  message: (name) => `رسالة إلى ${name}`,
  send: 'إرسال',
  noMessages: 'لا رسائل بعد',
  chatHint: 'تُحذف الدردشة عند إغلاق الغرفة.',

  defaultDevice: 'الجهاز الافتراضي للمتصفح',
  tryAgain: 'حاول مرة أخرى',
  asking: 'اسمح باستخدام الميكروفون والكاميرا عندما يسألك المتصفح.',
  problems: {
    blocked: 'حظره المتصفح. اسمح بالوصول بجانب شريط العنوان، ثم حاول مرة أخرى.',
    missing: 'غير موجود. صِل جهازًا، ثم حاول مرة أخرى.',
    busy: 'يستخدمه برنامج آخر. أغلق ذلك البرنامج، ثم حاول مرة أخرى.',
    unavailable: 'غير متاح في هذه الصفحة.',
  },
  problemOf: { microphone: 'الميكروفون', camera: 'الكاميرا', both: 'الميكروفون والكاميرا' },
  receiveOnly: (name) => `يمكنك أن تسمع ${name} وتراه، وأن تكتب في الدردشة.`,

  replaced: 'فتحت الغرفة في علامة تبويب أخرى',
  callContinues: 'تستمر المكالمة هناك. يمكنك إغلاق علامة التبويب هذه.',
  continueHere: 'المتابعة هنا',
  refused: 'لم يعد عنوان الغرفة هذا صالحًا',
  enterFromPage: 'عُد إلى صفحة رابطك الشخصي، وادخل الغرفة منها.',
  closed: 'الغرفة مغلقة. يمكنك إغلاق علامة التبويب هذه.',
  unknown: 'ادخل الغرفة من رابطك الشخصي',
  openLink: (button) => `افتح رابطك الشخصي، واختر «${button}».`,
};

export default arabic;
