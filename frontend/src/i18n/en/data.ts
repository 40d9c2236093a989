/** The words for devices and connections: what a meeting costs in data, what is tried before it, what is slow, blurred or taken away. */
export const data = {
  'data.title': 'Pictures and data',
  'data.all': 'All pictures',
  'data.few': 'Save data',
  'data.few.text': 'A few small pictures. Your own goes out small too.',
  'data.none': 'Sound only',
  'data.none.text': 'You hear everyone and can speak. It costs the least.',
  'data.used': 'Used so far: {amount}',
  'data.none.now': 'You chose sound only.',
  'data.none.change': 'Show pictures',

  'strain.1': 'Your device has a lot to do. We show fewer and smaller pictures, so that the sound stays good.',
  'strain.2': 'Your device has a lot to do. We show one picture, so that the sound stays good.',
  'strain.3': 'Your device has too much to do. We show no pictures for now, so that the sound stays good.',
  'strain.sound': 'Sound only',

  'interrupted.microphone':
    'Your device uses the microphone for something else, such as a phone call. Nobody here hears you now.',
  'interrupted.camera': 'Your device uses the camera for something else. Nobody here sees you now.',
  'interrupted.again': 'Take it back',

  'layout.title': 'How you see the others',
  'layout.grid': 'Side by side',
  'layout.speaker': 'Who speaks, large',
  'layout.circle': 'In a circle',
  'layout.listen': 'Names only',
  'layout.next': 'next',
  'layout.place': 'place {place}',
  'layout.circle.many': 'Too big a circle for this screen. See People.',
  'layout.listen.text': 'Nobody’s picture is sent to you. You see who speaks.',

  'hat.captioner': 'Writes captions',
  'hat.captioner.give': 'Ask to write captions',
  'hat.captioner.take': 'No longer writes captions',
  'hat.captioner.given': '{name} writes captions now.',
  'hat.captioner.taken': '{name} no longer writes captions.',
  'hat.captioner.yours': 'The facilitators ask you to write captions.',
  'hat.captioner.yours.text': 'You type what people say. Those who turn captions on read it at once. Nothing is kept.',
  'hat.captioner.down': 'Stop writing captions',
  'hat.gone.captioner': 'You no longer write captions. Thank you.',
  'captions.title': 'Captions',
  'captions.want': 'Captions',
  'captions.want.hint': 'A person here types what is said. You read it below the pictures.',
  'captions.want.nobody': 'Nobody writes captions now. You can ask a facilitator for them.',
  'captions.soon': 'Captions come here.',
  'captions.nobody': 'Nobody writes captions now.',
  'captions.write': 'Type what is said',
  'captions.write.hint': 'Begin with who speaks. Enter begins a new line.',

  'keys.title': 'Keyboard shortcuts',
  'keys.use': 'Use single keys',
  'keys.use.hint': 'Turn this off if you speak to your computer, or press keys by mistake.',
  'keys.m': 'Microphone on or off',
  'keys.v': 'Camera on or off',
  'keys.h': 'Raise or lower your hand',
  'keys.c': 'Chat',
  'keys.p': 'People and door',
  'keys.o': 'More',
  'keys.l': 'Another way to see the others',
  'keys.n': 'Next turn',
  'keys.t': 'A minute more for a share',
  'keys.u': 'Undo a removal, or the hiding of a message',
  'keys.escape': 'Close what is open beside the pictures',
  'keys.sheet': 'This list',
  'keys.layout': 'Now: {name}',

  'check.connection': 'Connection',
  'check.connection.text': 'See if sound and picture get through from where you are. This takes a few seconds.',
  'check.connection.start': 'Check my connection',
  'check.connection.again': 'Check again',
  'check.connection.running': 'We are trying the ways to the meeting…',
  'check.connection.is.good': 'Good.',
  'check.connection.is.detour': 'It works.',
  'check.connection.is.blocked': 'Blocked.',
  'check.connection.good': 'Sound and picture get through.',
  'check.connection.tcp':
    'This network blocks the fast way (UDP), so sound takes a slower one. It may come a little late.',
  'check.connection.relay':
    'Sound and picture go through a relay, as we found no straight way. They may come a little late.',
  'check.connection.insecure': 'This page is not on a safe connection. Ask for a link that starts with https.',
  'check.connection.no_webrtc':
    'This browser cannot do calls, or a setting turned them off. Try the newest Chrome, Firefox, Edge or Safari.',
  'check.connection.no_ways':
    'A setting or an add-on in this browser hides it from calls. Turn off add-ons that guard WebRTC, or try another browser.',
  'check.connection.offline': 'We cannot reach the service. Is your internet on?',
  'check.connection.busy': 'Many people check right now. Wait a moment and try again.',
  'check.connection.no_socket':
    'This network lets pages through, but not the line that a meeting needs (WebSocket). Try another network, such as your phone.',
  'check.connection.no_media':
    'This network lets no sound or picture through: UDP, TCP and the relay are all blocked. Try another network, such as your phone.',

  'device.dismissed':
    'Your browser asked, and the question was closed. Try again and press Allow. You can also just listen.',
  'device.system':
    'This phone or computer keeps it from your browser. Open its settings, find your browser there, and allow it. You can also just listen.',
  'device.denied.chrome':
    'Your browser blocks it here. Press the sign in front of the address, turn it on, and try again. You can also just listen.',
  'device.denied.chrome_phone':
    'Your browser blocks it here. Press the sign in front of the address, then Permissions, and allow it. Then try again. You can also just listen.',
  'device.denied.firefox':
    'Your browser blocks it here. Press the crossed-out sign next to the address, then the x beside Blocked. Then try again. You can also just listen.',
  'device.denied.firefox_phone':
    'Your browser blocks it here. Press the lock next to the address, then Blocked, so that it says Allowed. Then try again. You can also just listen.',
  'device.denied.safari':
    'Your browser blocks it here. In the menu at the top press Safari, then Settings for This Website, and choose Allow. Then try again. You can also just listen.',
  'device.denied.iphone':
    'Your browser blocks it here. Press the small page or aA in the address bar, then Website Settings, and choose Allow. Then try again. You can also just listen.',
  'device.denied.iphone_app':
    'Your phone keeps it from this browser. Open the settings of the phone, find this browser in the list, and allow it. Then come back. You can also just listen.',
  'device.denied.other':
    'Your browser blocks it here. Press the sign next to the address at the top, allow it, and try again. You can also just listen.',
  'device.missing': 'We found none on this device. Plug one in and try again, or just listen.',
  'device.in_use': 'Another app or page is using it. Close that one and try again, or just listen.',
  'device.insecure':
    'This page is not on a safe connection, so the browser does not allow it. Ask for a link that starts with https.',
  'device.unsupported': 'This browser cannot do it. You can still listen and use the chat.',
  'device.failed': 'It did not start. Try again, or just listen.',
  'device.blur': 'We can not blur what is behind you right now. So your camera is off, and nobody sees your room.',
  'device.slow':
    'This device is too slow to blur what is behind you. So your camera is off, and nobody sees your room.',

  'blur.title': 'Blur what is behind me',
  'blur.hint': 'This device does it by itself. Should it stop, your camera goes off.',
  'blur.starting': 'One moment. We get the blur ready.',
  'blur.same': 'With your camera on, others see it like this.',
  'blur.off_first': 'To see your picture without it, turn the blur off above.',
} as const
