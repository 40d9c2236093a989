package meeting

func spanishLibrary() []LibraryClause {
	return []LibraryClause{
		{"stays_here", Confidentiality, Clause{"Lo que oímos se queda aquí", "Guarda para ti a quién ves aquí y lo que oyes aquí. Por favor, no le digas a nadie quién estuvo."}},
		{"limits", Confidentiality, Clause{"El límite de eso", "Hay un límite. Si alguien corre peligro, o un niño puede sufrir daño, quien facilita quizá tenga que pedir ayuda. Si puede, te lo dirá antes."}},
		{"own_name", Confidentiality, Clause{"El nombre que eliges", "Usa el nombre que quieras. Por favor, no pidas apellidos, ni preguntes dónde vive o trabaja alguien."}},
		{"if_we_meet", Confidentiality, Clause{"Si nos vemos fuera", "Si ves a alguien del grupo, deja que hable primero. Puede estar con gente que no sabe nada."}},
		{"phones_and_chat", Confidentiality, Clause{"Lo escrito también se queda aquí", "El chat es parte del grupo. No lo copies ni lo pases a nadie. Se borra cuando terminamos."}},

		{"no_recording", OnlineEtiquette, Clause{"Sin grabar", "Por favor, no grabes y no tomes fotos de la pantalla. Deja fuera las aplicaciones que toman notas. No podemos ver quién toma una foto de la pantalla. Por eso confiamos unos en otros."}},
		{"private_place", OnlineEtiquette, Clause{"Un lugar privado", "Busca un lugar donde nadie más pueda oír ni ver al grupo. Usa audífonos si puedes. Por favor, no entres mientras manejas."}},
		{"camera_optional", OnlineEtiquette, Clause{"Cámaras", "Tú decides sobre tu cámara. Apagada está bien."}},
		{"camera_encouraged", OnlineEtiquette, Clause{"Cámaras", "Es bueno vernos. Prende tu cámara si puedes. Si no puedes, te recibimos igual de bien."}},
		{"camera_off", OnlineEtiquette, Clause{"Cámaras", "En este grupo todas las cámaras quedan apagadas."}},
		{"quiet_microphone", OnlineEtiquette, Clause{"Tu micrófono", "Déjalo apagado mientras hablan los demás. Préndelo cuando sea tu turno. Si se oye ruido, quien facilita puede apagarlo."}},
		{"late_or_early", OnlineEtiquette, Clause{"Llegar tarde, irse antes", "Las dos cosas están bien. Entra sin sonido. Si te tienes que ir, solo vete. Una palabra en el chat es amable."}},
		{"lost_connection", OnlineEtiquette, Clause{"Si se corta", "Nos puede pasar a todos. Vuelve a entrar igual que antes. Guardamos tu lugar un minuto."}},
		{"sober_at_meeting", OnlineEtiquette, Clause{"Cómo venimos", "Ven como estás, si puedes escuchar. Si hoy no puedes, quien facilita te ayuda a buscar otra forma."}},

		{"own_life", NAMIStyle, Clause{"Habla por ti", "Habla de tu propia vida. Cada quien halla su camino, y cada camino es bienvenido."}},
		{"no_advice", NAMIStyle, Clause{"Sin consejos si nadie los pide", "Escuchamos más de lo que arreglamos. Da un consejo solo si alguien lo pide."}},
		{"pass", NAMIStyle, Clause{"Puedes pasar", "Nunca tienes que hablar. Puedes pasar, y puedes solo escuchar."}},
		{"share_the_time", NAMIStyle, Clause{"El tiempo es de todos", "Habla poco cada vez, para que pueda hablar quien quiera. Va primero quien aún no ha hablado."}},
		{"here_and_now", NAMIStyle, Clause{"Aquí y ahora", "Hablamos de cómo estamos hoy y de lo que ayuda. No todo se puede resolver, y no hace falta."}},
		{"empathy", NAMIStyle, Clause{"Hemos pasado por ahí", "No juzgamos cuánto le duele a alguien. Primero vemos a la persona, y después lo que vive."}},
		{"hope", NAMIStyle, Clause{"No perdemos la esperanza", "Tenemos esperanza unos por otros, también los días en que a uno le falta."}},
		{"kind", NAMIStyle, Clause{"Con amabilidad", "Usamos palabras amables entre nosotros y para quien no está. Sin ventas, sin coqueteo, sin mensajes privados que nadie pidió."}},
		{"more_help", NAMIStyle, Clause{"Si te hace falta más", "Si es demasiado, dilo en el chat a quien facilita. Este grupo no puede tomar el lugar de una línea de crisis ni de un médico."}},

		{"one_voice", NoCrossTalk, Clause{"Una voz a la vez", "Cuando alguien habla, los demás escuchamos. No contestamos ni preguntamos. Lo dicho vale tal como es."}},
		{"only_thanks", NoCrossTalk, Clause{"Con dar las gracias basta", "Cuando alguien termina, damos las gracias, y sigue el próximo. Si algo te llegó, díselo a esa persona al final, si lo quiere."}},
		{"speak_to_all", NoCrossTalk, Clause{"Hablamos a todo el grupo", "Habla a todos, no a una sola persona. No nombres lo que dijo otra persona."}},

		{"answering", CrossTalkIsFine, Clause{"Hablar entre nosotros", "Cuando alguien termina, le puedes contestar. Que sea corto, para que pueda hablar quien quiera."}},
		{"ask_first", CrossTalkIsFine, Clause{"Pregunta antes", "Antes de decir qué puede ayudar, pregunta si lo quiere oír. Un no está bien."}},
		{"from_own_life", CrossTalkIsFine, Clause{"Contesta desde tu vida", "Di qué hiciste y cómo te fue. Deja fuera el \"tienes que\". Lo que te ayudó a ti quizá no ayude a otra persona."}},
		{"one_at_a_time", CrossTalkIsFine, Clause{"Dejamos terminar", "No cortamos a nadie. Levanta la mano, y te llega tu turno."}},

		{"loved_one", FamilyClauses, Clause{"No nombramos a nuestro ser querido", "Di \"mi ser querido\". No decimos su nombre, ni cosas que muestren quién es. No preguntamos si va a un grupo."}},
		{"for_us", FamilyClauses, Clause{"Este grupo es para nosotros", "Estamos aquí para cuidar nuestra propia vida. No hacemos planes para que nuestro ser querido cambie."}},
		{"home_is_near", FamilyClauses, Clause{"Cuando la casa está cerca", "Si en casa te pueden oír, usa el chat o solo escucha. Si entra alguien, sal al instante. Sabremos por qué."}},
		{"many_ways", FamilyClauses, Clause{"Cerca o con distancia", "Unos seguimos cerca de nuestro ser querido, otros no. No nos decimos qué es lo correcto."}},
		{"no_blame", FamilyClauses, Clause{"Aquí nadie tiene la culpa", "Tú no lo causaste. No buscamos quién lo hizo."}},

		{"court_told", CourtLinkClauses, Clause{"Si un juzgado te pidió venir", "Antes de hablar, pregunta a quien facilita qué se le puede decir al juzgado. Lo puedes preguntar en el chat, solo a esa persona."}},
		{"no_cases", CourtLinkClauses, Clause{"No hablamos de casos", "Por favor, no hables de un caso abierto, tuyo o de otros. Un grupo de pares no es un lugar seguro para eso. Un abogado sí."}},
		{"same_welcome", CourtLinkClauses, Clause{"La misma bienvenida", "Unos venimos porque queremos, a otros nos lo pidieron. A todos nos tratan igual."}},
		{"only_presence", CourtLinkClauses, Clause{"No informamos de lo que dices", "Nadie aquí anota lo que cuentas. Si te hace falta una prueba de que viniste, la recibes, y tú eliges quién la ve."}},
	}
}
