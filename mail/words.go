package mail

import (
	"fmt"
	"strings"
	"time"

	"warmroom/meeting"
)

// pages are where the links of letters lead.
var pages = map[meeting.LetterKind]string{
	meeting.LetterSignIn:       "/sign-in",
	meeting.LetterConfirmEmail: "/staff/email",
	meeting.LetterStaffInvite:  "/staff/invite",
	meeting.LetterReceipt:      "/receipt",
	meeting.LetterAppeal:       "/staff",
	meeting.LetterUnled:        "/staff",
}

// Link is where the link of a letter leads, from the root of this server; ""
// for a letter without one.
func Link(l meeting.Letter) string {
	switch {
	case l.Token == "":
		return pages[l.Kind]
	case aboutReminder(l.Kind):
		return remindersPath + string(l.Token)
	}
	return pages[l.Kind] + "#" + string(l.Token)
}

// words are what one letter says.
type words struct {
	subject string
	Lines   []string // before the link
	Button  string   // what the link is called; empty for none
	After   []string // after the link
}

// wordsOf returns the words of a letter, in English unless it asks for Spanish.
func wordsOf(l meeting.Letter) words {
	if aboutReminder(l.Kind) {
		return reminderWords(l)
	}
	if l.Language == "es" {
		return spanish(l.Kind, spell(l.Holds, "minuto", "hora", "día"))
	}
	return english(l.Kind, spell(l.Holds, "minute", "hour", "day"))
}

func english(k meeting.LetterKind, holds string) words {
	switch k {
	case meeting.LetterSignIn:
		return words{
			subject: "Your link",
			Lines:   []string{"Here is the link you asked for. It works once, for " + holds + "."},
			Button:  "Sign in",
			After:   []string{"You did not ask for it? Then do nothing. Without the link, nobody can sign in."},
		}
	case meeting.LetterConfirmEmail:
		return words{
			subject: "Please confirm your address",
			Lines:   []string{"Please confirm that this address is yours. The link works once, for " + holds + "."},
			Button:  "This is my address",
			After:   []string{"You did not ask for this? Then do nothing, and your address is not used."},
		}
	case meeting.LetterEmailChanged:
		return words{
			subject: "Your address was changed",
			Lines: []string{
				"Your links to sign in now go to another address.",
				"If that was not you, please tell the person who runs your programme today.",
			},
		}
	case meeting.LetterPasskeyAdded:
		return words{
			subject: "A passkey was added",
			Lines: []string{
				"A passkey was added to your account. It can be used to sign in.",
				"If that was not you, please sign in, take it out, and tell the person who runs your programme.",
			},
		}
	case meeting.LetterStaffInvite:
		return words{
			subject: "An invitation",
			Lines:   []string{"You are invited to help. The link tells you more. It works once, for " + holds + "."},
			Button:  "See the invitation",
			After:   []string{"You do not know what this is about? Then do nothing."},
		}
	case meeting.LetterReceipt:
		return words{
			subject: "What you asked for",
			Lines:   []string{"Here is the link you asked us to send. Keep this message: nobody else has a copy of it."},
			Button:  "Open it",
			After:   []string{"You do not know what this is about? Then someone typed your address by mistake. You can delete this."},
		}
	case meeting.LetterAppeal:
		return words{
			subject: "Something waits for you",
			Lines:   []string{"Somebody has written something that waits for your answer. Sign in to read it."},
			Button:  "Open your page",
		}
	case meeting.LetterUnled:
		return words{
			subject: "Something to look at",
			Lines:   []string{"Something ended before its time. Sign in to see what it was."},
			Button:  "Open your page",
		}
	case meeting.LetterConfirmReminder, meeting.LetterReminder, meeting.LetterCalledOff, meeting.LetterMoved, meeting.LetterBackOn: // see reminderWords
	}
	return words{}
}

func spanish(k meeting.LetterKind, holds string) words {
	switch k {
	case meeting.LetterSignIn:
		return words{
			subject: "Tu enlace",
			Lines:   []string{"Este es el enlace que pediste. Sirve una vez, durante " + holds + "."},
			Button:  "Iniciar sesión",
			After:   []string{"¿No lo pediste? Entonces no hagas nada. Sin el enlace, nadie puede entrar en tu cuenta."},
		}
	case meeting.LetterConfirmEmail:
		return words{
			subject: "Confirma tu dirección",
			Lines:   []string{"Confirma que esta dirección es tuya. El enlace sirve una vez, durante " + holds + "."},
			Button:  "Es mi dirección",
			After:   []string{"¿No lo pediste? Entonces no hagas nada, y tu dirección no se usa."},
		}
	case meeting.LetterEmailChanged:
		return words{
			subject: "Tu dirección cambió",
			Lines: []string{
				"Tus enlaces para iniciar sesión ahora llegan a otra dirección.",
				"Si no fuiste tú, avisa hoy a la persona a cargo de tu programa.",
			},
		}
	case meeting.LetterPasskeyAdded:
		return words{
			subject: "Se agregó una llave de acceso",
			Lines: []string{
				"Se agregó una llave de acceso a tu cuenta. Con ella se puede iniciar sesión.",
				"Si no fuiste tú, inicia sesión, quítala y avisa a la persona a cargo de tu programa.",
			},
		}
	case meeting.LetterStaffInvite:
		return words{
			subject: "Una invitación",
			Lines:   []string{"Te invitan a ayudar. El enlace te dice más. Sirve una vez, durante " + holds + "."},
			Button:  "Ver la invitación",
			After:   []string{"¿No sabes de qué se trata? Entonces no hagas nada."},
		}
	case meeting.LetterReceipt:
		return words{
			subject: "Lo que pediste",
			Lines:   []string{"Este es el enlace que pediste. Guarda este mensaje: nadie más tiene una copia."},
			Button:  "Abrirlo",
			After:   []string{"¿No sabes de qué se trata? Entonces alguien escribió tu dirección por error. Puedes borrarlo."},
		}
	case meeting.LetterAppeal:
		return words{
			subject: "Algo espera tu respuesta",
			Lines:   []string{"Alguien escribió algo que espera tu respuesta. Inicia sesión para leerlo."},
			Button:  "Abrir tu página",
		}
	case meeting.LetterUnled:
		return words{
			subject: "Algo para mirar",
			Lines:   []string{"Algo terminó antes de tiempo. Inicia sesión para ver qué fue."},
			Button:  "Abrir tu página",
		}
	case meeting.LetterConfirmReminder, meeting.LetterReminder, meeting.LetterCalledOff, meeting.LetterMoved, meeting.LetterBackOn: // see reminderWords
	}
	return words{}
}

// spell says a duration in the largest unit that fits, "15 minutes"; both
// languages add an s.
func spell(d time.Duration, minute, hour, day string) string {
	n, unit := int(d/time.Minute), minute
	switch {
	case d >= 24*time.Hour && d%(24*time.Hour) == 0:
		n, unit = int(d/(24*time.Hour)), day
	case d >= time.Hour && d%time.Hour == 0:
		n, unit = int(d/time.Hour), hour
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// text is the letter as plain text.
func (w words) text(link string) string {
	parts := append([]string{}, w.Lines...)
	if link != "" {
		parts = append(parts, link)
	}
	return strings.Join(append(parts, w.After...), "\n\n") + "\n"
}

// letterPage is what the HTML of a letter is made of.
type letterPage struct {
	Language string
	Words    words
	Link     string
}

// htmlLetter fetches nothing and runs nothing. The link stands there as text
// too, for those who want to read an address before they follow it.
const htmlLetter = `<!doctype html>
<html lang="{{.Language}}">
<body style="margin:0;padding:24px;font:16px/1.5 sans-serif">
{{range .Words.Lines}}<p>{{.}}</p>
{{end}}{{if .Link}}<p><a href="{{.Link}}" style="font-weight:bold">{{.Words.Button}}</a></p>
<p style="word-break:break-all">{{.Link}}</p>
{{end}}{{range .Words.After}}<p>{{.}}</p>
{{end}}</body>
</html>
`
