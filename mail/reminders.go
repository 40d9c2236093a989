package mail

import (
	"fmt"
	"strings"
	"time"

	"warmroom/meeting"
)

// remindersPath is where the holder of a reminder's token looks at it and
// stops it; the token follows. It stands in the path, as mail programs stop
// letters with one request, and without a page of ours.
const remindersPath = "/reminders/"

// aboutReminder reports whether a letter is one that somebody asked for to be
// reminded, and can stop from any mail program.
func aboutReminder(k meeting.LetterKind) bool {
	switch k {
	case meeting.LetterConfirmReminder, meeting.LetterReminder, meeting.LetterCalledOff, meeting.LetterMoved, meeting.LetterBackOn:
		return true
	case meeting.LetterSignIn, meeting.LetterConfirmEmail, meeting.LetterEmailChanged, meeting.LetterPasskeyAdded, meeting.LetterStaffInvite,
		meeting.LetterReceipt, meeting.LetterAppeal, meeting.LetterUnled:
	}
	return false
}

// reminderWords are what letters about meetings say: times, and nothing of
// what they are the times of.
func reminderWords(l meeting.Letter) words {
	at := say(l.Language, l.At, l.Zone)
	was := say(l.Language, l.Was, l.Zone)
	if l.Language == "es" {
		return reminderSpanish(l.Kind, at, was, spell(l.Holds, "minuto", "hora", "día"))
	}
	return reminderEnglish(l.Kind, at, was, spell(l.Holds, "minute", "hour", "day"))
}

func reminderEnglish(k meeting.LetterKind, at, was said, holds string) words {
	w := words{Button: "See more, or stop these letters", After: []string{"You get this because you asked for it. One tap on the link stops it."}}
	switch k {
	case meeting.LetterConfirmReminder:
		w.subject = "Please confirm your address"
		w.Lines = []string{"Did you ask for reminders? Then open the link and say yes. It works for " + holds + "."}
		w.Button = "See what I asked for"
		w.After = []string{"You did not ask? Then do nothing. No more letters come, and your address is erased."}
	case meeting.LetterReminder:
		w.subject, w.Lines = at.short, []string{at.long + "."}
	case meeting.LetterCalledOff:
		w.subject, w.Lines = "Called off: "+was.short, []string{"Called off: " + was.long + "."}
	case meeting.LetterMoved:
		w.subject = "New time: " + at.short
		w.Lines = []string{"New time: " + at.long + ".", "It was: " + was.long + "."}
	case meeting.LetterBackOn:
		w.subject, w.Lines = "On after all: "+at.short, []string{"On after all: " + at.long + "."}
	case meeting.LetterSignIn, meeting.LetterConfirmEmail, meeting.LetterEmailChanged, meeting.LetterPasskeyAdded, meeting.LetterStaffInvite,
		meeting.LetterReceipt, meeting.LetterAppeal, meeting.LetterUnled: // see [english] and [spanish]
	}
	return w
}

func reminderSpanish(k meeting.LetterKind, at, was said, holds string) words {
	w := words{Button: "Ver más, o parar estos mensajes", After: []string{"Recibes esto porque lo pediste. Con un toque en el enlace se termina."}}
	switch k {
	case meeting.LetterConfirmReminder:
		w.subject = "Confirma tu dirección"
		w.Lines = []string{"¿Pediste recordatorios? Entonces abre el enlace y di que sí. Sirve durante " + holds + "."}
		w.Button = "Ver lo que pedí"
		w.After = []string{"¿No lo pediste? Entonces no hagas nada. No llegan más mensajes, y tu dirección se borra."}
	case meeting.LetterReminder:
		w.subject, w.Lines = at.short, []string{at.long + "."}
	case meeting.LetterCalledOff:
		w.subject, w.Lines = "Se cancela: "+was.short, []string{"Se cancela: " + was.long + "."}
	case meeting.LetterMoved:
		w.subject = "Nueva hora: " + at.short
		w.Lines = []string{"Nueva hora: " + at.long + ".", "Antes era: " + was.long + "."}
	case meeting.LetterBackOn:
		w.subject, w.Lines = "Sí se hace: "+at.short, []string{"Sí se hace: " + at.long + "."}
	case meeting.LetterSignIn, meeting.LetterConfirmEmail, meeting.LetterEmailChanged, meeting.LetterPasskeyAdded, meeting.LetterStaffInvite,
		meeting.LetterReceipt, meeting.LetterAppeal, meeting.LetterUnled: // see [english] and [spanish]
	}
	return w
}

// said is a moment as a letter says it.
type said struct{ short, long string }

// The names of days and months, Sunday and January first.
const (
	daysEnglish   = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
	daysSpanish   = "domingo lunes martes miércoles jueves viernes sábado"
	monthsEnglish = "January February March April May June July August September October November December"
	monthsSpanish = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)

// say says a moment in a zone: "Tue 7:00 PM" and "Tuesday, December 1,
// 7:00 PM (New York time)".
func say(language string, t time.Time, zone string) said {
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		place, zone = time.UTC, "UTC"
	}
	t = t.In(place)
	town := strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
	if language == "es" {
		day, month := strings.Fields(daysSpanish)[t.Weekday()], strings.Fields(monthsSpanish)[t.Month()-1]
		return said{
			short: string([]rune(day)[:3]) + " " + t.Format("15:04"),
			long:  fmt.Sprintf("%s %d de %s, %s (hora de %s)", day, t.Day(), month, t.Format("15:04"), town),
		}
	}
	day, month := strings.Fields(daysEnglish)[t.Weekday()], strings.Fields(monthsEnglish)[t.Month()-1]
	return said{
		short: day[:3] + " " + t.Format("3:04 PM"),
		long:  fmt.Sprintf("%s, %s %d, %s (%s time)", day, month, t.Day(), t.Format("3:04 PM"), town),
	}
}
