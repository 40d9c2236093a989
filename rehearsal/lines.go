package rehearsal

// lines are what players write, in one language.
type lines struct {
	hello, away, back        string // Robin
	rude, reminded, forgiven string // Loud Jay
	better                   string // Still Heron
	late                     string // Late Owl
}

// linesIn returns what players write in a language; English where there is
// none, as in a practice room, where nobody writes.
func linesIn(language string) *lines {
	if language == "es" {
		return &lines{
			hello:    "Soy Robin, de tu equipo de facilitación. No hago nada mientras estés. Ahora llegan personas a la puerta: déjalas entrar.",
			away:     "Quien facilita se ha ido un momento. Mientras tanto cuido la sala y dejo entrar a quien espera.",
			back:     "Hola de nuevo. He cuidado la sala por ti. Vuelve a ser tuya.",
			rude:     "¡Qué aburrido! ¿A quién le importa eso?",
			reminded: "Me da igual.",
			forgiven: "Perdón por lo de antes. Ahora escucho.",
			better:   "Gracias por preguntar. Ya estoy un poco mejor.",
			late:     "Perdón por llegar tarde.",
		}
	}
	return &lines{
		hello:    "I am Robin, your co-facilitator. I do nothing unless you are gone. Guests come to the door now: let them in.",
		away:     "Our facilitator is away for a moment. I have the room until then, and let in who waits.",
		back:     "Welcome back. I held the room for you. It is yours again.",
		rude:     "This is boring! Who wants to hear that?",
		reminded: "Whatever.",
		forgiven: "Sorry about that. I will listen now.",
		better:   "Thank you for asking. It is a little better.",
		late:     "Sorry that I am late.",
	}
}
