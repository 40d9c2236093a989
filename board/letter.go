package board

import (
	"bytes"
	"fmt"
	"time"

	"github.com/go-pdf/fpdf"
	qrcode "github.com/skip2/go-qrcode"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"warmroom/fault"
	"warmroom/meeting"
)

// CheckPath begins the addresses at which letters are checked.
const CheckPath = "/verify"

// errScript is for names that the letter's typeface can't show.
var errScript = fault.Field("name", "in Latin, Greek or Cyrillic letters, as on a passport")

// Measures of the letter, in mm on a US Letter sheet, which A4 printers take too.
const (
	letterMargin = 25.0
	letterWidth  = 215.9 - 2*letterMargin
	letterQR     = 38.0
	factWidth    = 42.0
)

// Writable checks that a letter can show a name. Kind: Invalid "name".
func Writable(name meeting.LegalName) error {
	if !shows(string(name)) {
		return errScript
	}
	return nil
}

// Letter writes a letter of attendance as PDF, in memory. origin is that of
// this server, which whoever asks for a letter must not choose.
func Letter(origin string, language Language, w meeting.WrittenLetter) ([]byte, error) {
	p := sheet{Fpdf: fpdf.New("P", "mm", "Letter", ""), l: language}
	p.SetCatalogSort(true)
	p.SetCreationDate(w.MadeAt)
	p.SetModificationDate(w.MadeAt)
	p.SetTitle(language.Say("letter.title"), true)
	p.SetLang(string(language))
	p.SetMargins(letterMargin, letterMargin, letterMargin)
	p.SetCellMargin(0)
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.AddPage()
	p.statement(w)
	p.check(origin, w)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	return out.Bytes(), nil
}

// shows reports whether the typeface has all of a text.
func shows(text string) bool {
	face, err := sfnt.Parse(gobold.TTF)
	if err != nil {
		return false
	}
	var buffer sfnt.Buffer
	for _, r := range text {
		if glyph, err := face.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			return false
		}
	}
	return true
}

// sheet is the page of a letter, in a language.
type sheet struct {
	*fpdf.Fpdf
	l Language
}

// text writes a paragraph and leaves some space below it.
func (p sheet) text(style string, points float64, text string, below float64) {
	const leading = 0.5 // mm a point
	p.SetFont("go", style, points)
	p.MultiCell(letterWidth, points*leading, text, "", "L", false)
	p.Ln(below)
}

// statement says who was where, when, and for how long.
func (p sheet) statement(w meeting.WrittenLetter) {
	p.SetTextColor(90, 84, 76)
	p.text("", 12, w.Organisation, 2)
	p.SetTextColor(30, 26, 22)
	p.text("B", 22, p.l.Say("letter.title"), 8)
	p.text("", 12, p.l.Say("letter.confirms"), 1)
	p.text("B", 18, string(w.Name), 2)
	p.text("", 12, p.l.Say("letter.took_part", w.Organisation), 7)
	for _, f := range p.l.attended(w.Attended) {
		p.SetFont("go", "", 11)
		p.CellFormat(factWidth, 7, f.Title, "", 0, "L", false, 0, "")
		p.SetFont("go", "B", 11)
		p.MultiCell(letterWidth-factWidth, 7, f.Text, "", "L", false)
	}
	p.Ln(7)
	p.text("", 11, p.l.Say("letter.counted"), 3)
	p.text("", 11, p.l.Say("letter.only"), 9)
}

// check says how whoever is shown the letter finds out that it is genuine.
func (p sheet) check(origin string, w meeting.WrittenLetter) {
	address := origin + CheckPath + "/" + w.Code.Text()
	top := p.GetY()
	p.SetDrawColor(200, 192, 180)
	p.Line(letterMargin, top, letterMargin+letterWidth, top)
	p.scan(address+"/"+w.Sealed, letterMargin, top+6)
	left := letterMargin + letterQR + 8
	p.SetLeftMargin(left)
	p.SetXY(left, top+6)
	line := func(style string, points float64, text string) {
		p.SetFont("go", style, points)
		p.MultiCell(letterMargin+letterWidth-left, points*0.5, text, "", "L", false)
		p.Ln(1.5)
	}
	line("B", 11, p.l.Say("letter.check"))
	line("", 10, p.l.Say("letter.check.how"))
	line("", 10, origin+CheckPath)
	line("B", 12, p.l.Say("letter.code", w.Code.Text()))
	line("", 9, p.l.Say("letter.made", p.l.day(w.MadeAt.UTC())))
	p.SetLeftMargin(letterMargin)
	p.SetXY(letterMargin, top+letterQR+14)
	p.SetTextColor(90, 84, 76)
	p.text("", 9, p.l.Say("letter.name"), 0)
}

// scan draws an address to scan or to follow, with its corner at a place.
func (p sheet) scan(address string, x, y float64) {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		p.SetError(fmt.Errorf("draw address: %w", err))
		return
	}
	code.DisableBorder = true // the sheet is white around it
	rows := code.Bitmap()
	dot := letterQR / float64(len(rows))
	p.SetFillColor(0, 0, 0)
	for i, row := range rows {
		for j, dark := range row {
			if dark {
				p.Rect(x+float64(j)*dot, y+float64(i)*dot, dot, dot, "F")
			}
		}
	}
	p.LinkString(x, y, letterQR, letterQR, address)
}

// attended are the facts of a letter but the name: no word of what the group
// is about.
func (l Language) attended(a meeting.Attended) []fact {
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		zone = time.UTC
	}
	name := "UTC"
	if a.Zone != "" {
		name = l.zone(a.Zone)
	}
	start, end := a.StartsAt.In(zone), a.EndsAt.In(zone)
	return []fact{
		{Title: l.Say("letter.day"), Text: l.day(start)},
		{Title: l.Say("letter.planned"), Text: l.Say("letter.planned.text", l.clock(start), l.clock(end), name, a.Planned())},
		{Title: l.Say("letter.present"), Text: l.minutes(a.Minutes)},
	}
}

// minutes are some minutes, or one.
func (l Language) minutes(n int) string {
	if n == 1 {
		return l.Say("letter.minute")
	}
	return l.Say("minutes", n)
}

// day is a date with its year.
func (l Language) day(t time.Time) string { return l.Say("letter.date", l.date(t), t.Year()) }
