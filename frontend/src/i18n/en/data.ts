/** The words for what a meeting costs in data, and for devices that are slow or taken away. */
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
  'layout.large': '{name} is shown large',
  'layout.listen.text': 'Nobody’s picture is sent to you. You see who speaks.',
} as const
