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

  'interrupted.microphone': 'Algo más usa ahora tu micrófono, tal vez una llamada. Aquí nadie te oye.',
  'interrupted.camera': 'Algo más usa ahora tu cámara. Aquí nadie te ve.',
  'interrupted.again': 'Recuperarlo',

  'layout.title': 'Cómo ves a los demás',
  'layout.grid': 'En cuadrícula',
  'layout.speaker': 'Quien habla, en grande',
  'layout.circle': 'En círculo',
  'layout.listen': 'Solo nombres',
  'layout.next': 'después',
  'layout.place': 'lugar {place}',
  'layout.circle.many': 'El círculo no cabe en esta pantalla. Mira en Gente.',
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

  'keys.title': 'Atajos de teclado',
  'keys.use': 'Usar teclas sueltas',
  'keys.use.hint': 'Desactívalo si hablas a tu computadora o pulsas teclas sin querer.',
  'keys.m': 'Encender o apagar el micrófono',
  'keys.v': 'Encender o apagar la cámara',
  'keys.h': 'Levantar o bajar la mano',
  'keys.c': 'Chat',
  'keys.p': 'Gente y puerta',
  'keys.o': 'Más',
  'keys.l': 'Otra forma de ver a los demás',
  'keys.n': 'Siguiente turno',
  'keys.t': 'Un minuto más para un turno',
  'keys.u': 'Deshacer una salida o un mensaje oculto',
  'keys.escape': 'Cerrar lo que está abierto junto a las imágenes',
  'keys.sheet': 'Esta lista',
  'keys.layout': 'Ahora: {name}',

  'check.connection': 'Conexión',
  'check.connection.text': 'Mira si el sonido y la imagen pasan desde donde estás. Tarda unos segundos.',
  'check.connection.start': 'Comprobar mi conexión',
  'check.connection.again': 'Comprobar otra vez',
  'check.connection.running': 'Probamos los caminos hasta la reunión…',
  'check.connection.is.good': 'Buena.',
  'check.connection.is.detour': 'Funciona.',
  'check.connection.is.blocked': 'Bloqueada.',
  'check.connection.good': 'El sonido y la imagen pasan.',
  'check.connection.tcp':
    'Esta red bloquea el camino rápido (UDP), así que el sonido va por uno más lento. Puede llegar un poco tarde.',
  'check.connection.relay':
    'El sonido y la imagen pasan por un servidor intermedio, porque no hallamos un camino directo. Pueden llegar un poco tarde.',
  'check.connection.insecure': 'Esta página no tiene una conexión segura. Pide un enlace que empiece con https.',
  'check.connection.no_webrtc':
    'Este navegador no puede hacer llamadas, o un ajuste las apagó. Prueba la última versión de Chrome, Firefox, Edge o Safari.',
  'check.connection.no_ways':
    'Un ajuste o un complemento de este navegador impide las llamadas. Apaga los complementos que bloquean WebRTC, o prueba otro navegador.',
  'check.connection.offline': 'No podemos llegar al servicio. ¿Tienes internet?',
  'check.connection.busy': 'Muchas personas lo comprueban ahora. Espera un momento y prueba otra vez.',
  'check.connection.no_socket':
    'Esta red deja pasar páginas, pero no la línea que una reunión necesita (WebSocket). Prueba otra red, como la de tu teléfono.',
  'check.connection.no_media':
    'Esta red no deja pasar sonido ni imagen: UDP, TCP y el servidor intermedio están bloqueados. Prueba otra red, como la de tu teléfono.',

  'device.dismissed':
    'Tu navegador preguntó y la pregunta se cerró. Inténtalo otra vez y pulsa Permitir. También puedes solo escuchar.',
  'device.system':
    'Este teléfono u ordenador no deja que tu navegador lo use. Abre sus ajustes, busca tu navegador y permítelo. También puedes solo escuchar.',
  'device.denied.chrome':
    'Tu navegador lo bloquea aquí. Pulsa el signo delante de la dirección, actívalo y vuelve a intentarlo. También puedes solo escuchar.',
  'device.denied.chrome_phone':
    'Tu navegador lo bloquea aquí. Pulsa el signo delante de la dirección, luego Permisos, y permítelo. Después inténtalo otra vez. También puedes solo escuchar.',
  'device.denied.firefox':
    'Tu navegador lo bloquea aquí. Pulsa el signo tachado junto a la dirección y luego la x junto a Bloqueado. Después inténtalo otra vez. También puedes solo escuchar.',
  'device.denied.firefox_phone':
    'Tu navegador lo bloquea aquí. Pulsa el candado junto a la dirección y luego Bloqueado, hasta que diga Permitido. Después inténtalo otra vez. También puedes solo escuchar.',
  'device.denied.safari':
    'Tu navegador lo bloquea aquí. En el menú de arriba pulsa Safari, luego Ajustes para este sitio web, y elige Permitir. Después inténtalo otra vez. También puedes solo escuchar.',
  'device.denied.iphone':
    'Tu navegador lo bloquea aquí. Pulsa la página pequeña o aA en la barra de la dirección, luego Ajustes del sitio web, y elige Permitir. Después inténtalo otra vez. También puedes solo escuchar.',
  'device.denied.iphone_app':
    'Tu teléfono no deja que este navegador lo use. Abre los ajustes del teléfono, busca este navegador en la lista y permítelo. Luego vuelve. También puedes solo escuchar.',
  'device.denied.other':
    'Tu navegador lo bloquea aquí. Pulsa el signo junto a la dirección, arriba, permítelo y vuelve a intentarlo. También puedes solo escuchar.',
  'device.missing': 'No encontramos ninguno en este dispositivo. Conecta uno y prueba otra vez, o solo escucha.',
  'device.in_use': 'Otra aplicación o página lo está usando. Ciérrala y prueba otra vez, o solo escucha.',
  'device.insecure':
    'Esta página no tiene una conexión segura y el navegador no lo permite. Pide un enlace que empiece con https.',
  'device.unsupported': 'Este navegador no puede hacerlo. Aún puedes escuchar y usar el chat.',
  'device.failed': 'No se pudo iniciar. Prueba otra vez o solo escucha.',
  'device.blur': 'Ahora no podemos desenfocar lo que hay detrás de ti. Tu cámara está apagada y nadie ve tu cuarto.',
  'device.slow':
    'Este dispositivo es muy lento para desenfocar lo que hay detrás de ti. Tu cámara está apagada y nadie ve tu cuarto.',

  'blur.title': 'Desenfocar lo que hay detrás de mí',
  'blur.hint': 'Lo hace este mismo dispositivo. Si deja de funcionar, tu cámara se apaga.',
  'blur.starting': 'Un momento. Preparamos el desenfoque.',
  'blur.same': 'Con la cámara encendida, los demás te ven así.',
  'blur.off_first': 'Para ver tu imagen sin él, apaga el desenfoque aquí arriba.',
}
