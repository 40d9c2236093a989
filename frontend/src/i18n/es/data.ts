import type { data as source } from '../en/data'

export const data: { readonly [K in keyof typeof source]: string } = {
  'data.title': 'Imágenes y datos',
  'data.all': 'Todas las imágenes',
  'data.few': 'Ahorrar datos',
  'data.few.text': 'Pocas imágenes y pequeñas. La tuya también sale pequeña.',
  'data.none': 'Solo sonido',
  'data.none.text': 'Oyes a todas las personas y puedes hablar. Es lo que menos cuesta.',
  'data.used': 'Gastado hasta ahora: {amount}',
  'data.none.now': 'Elegiste solo sonido.',
  'data.none.change': 'Mostrar imágenes',

  'strain.1':
    'Tu dispositivo tiene mucho que hacer. Mostramos menos imágenes y más pequeñas, para que el sonido siga bien.',
  'strain.2': 'Tu dispositivo tiene mucho que hacer. Mostramos una imagen, para que el sonido siga bien.',
  'strain.3':
    'Tu dispositivo tiene demasiado que hacer. Por ahora no mostramos imágenes, para que el sonido siga bien.',
  'strain.sound': 'Solo sonido',

  'interrupted.microphone':
    'Tu dispositivo usa el micrófono para otra cosa, como una llamada. Ahora nadie te oye aquí.',
  'interrupted.camera': 'Tu dispositivo usa la cámara para otra cosa. Ahora nadie te ve aquí.',
  'interrupted.again': 'Recuperarlo',

  'layout.title': 'Cómo ves a los demás',
  'layout.grid': 'En cuadrícula',
  'layout.speaker': 'Quien habla, en grande',
  'layout.circle': 'En círculo',
  'layout.listen': 'Solo nombres',
  'layout.next': 'después',
  'layout.place': 'lugar {place}',
  'layout.large': '{name} se ve en grande',
  'layout.listen.text': 'No se te envía ninguna imagen. Ves quién habla.',

  'hat.captioner': 'Escribe subtítulos',
  'hat.captioner.give': 'Pedirle que escriba subtítulos',
  'hat.captioner.take': 'Ya no escribe subtítulos',
  'hat.captioner.given': '{name} escribe ahora los subtítulos.',
  'hat.captioner.taken': '{name} ya no escribe los subtítulos.',
  'hat.captioner.yours': 'Quienes facilitan te piden que escribas subtítulos.',
  'hat.captioner.yours.text':
    'Escribes lo que se dice. Quien activa los subtítulos lo lee al momento. No se guarda nada.',
  'hat.captioner.down': 'Dejar de escribir subtítulos',
  'hat.gone.captioner': 'Ya no escribes subtítulos. Gracias.',
  'captions.title': 'Subtítulos',
  'captions.want': 'Subtítulos',
  'captions.want.hint': 'Una persona escribe aquí lo que se dice. Lo lees debajo de las imágenes.',
  'captions.want.nobody': 'Ahora nadie escribe subtítulos. Puedes pedirlos a quien facilita.',
  'captions.soon': 'Aquí aparecen los subtítulos.',
  'captions.nobody': 'Ahora nadie escribe subtítulos.',
  'captions.write': 'Escribe lo que se dice',
  'captions.write.hint': 'Empieza por quién habla. Intro comienza otra línea.',
}
