package board

import "warmroom/meeting"

// CheckState is how far the check of a letter has come.
type CheckState string

// The states of a check.
const (
	CheckAsks    CheckState = "asks"    // for a code
	CheckUnknown CheckState = "unknown" // there is no such letter
	CheckWait    CheckState = "wait"    // too many tries
	CheckFound   CheckState = "found"
)

// Check is the page on which a court, or whoever is shown a letter, checks it.
type Check struct {
	Request
	State   CheckState
	Code    meeting.Code    // of CheckFound
	Checked meeting.Checked // likewise
}

type checkView struct {
	page
	State   CheckState
	Tone    string // of what the page says first: "good", "off" or "bad"
	Verdict string
	Next    string
	Facts   []fact
	Action  string // where the name is sent to; empty where it is not asked for
	Ask     string // where a code is sent to
}

// Check writes the page. It shows attendance, and nothing of what the group is
// about or of anybody else.
func (b *Board) Check(c Check) ([]byte, error) {
	l := c.Language
	v := checkView{page: b.begin(c.Request, l.Say("check.title")), State: c.State, Ask: CheckPath}
	v.Path = CheckPath
	switch c.State {
	case CheckFound:
		v.Path += "/" + c.Code.Text()
		c.found(&v)
	case CheckUnknown:
		v.Tone, v.Verdict, v.Next = "bad", l.Say("check.unknown"), l.Say("check.unknown.next")
	case CheckWait:
		v.Tone, v.Verdict, v.Next = "off", l.Say("check.wait"), l.Say("check.wait.next")
	default:
		v.Next = l.Say("check.lead")
	}
	return b.render("verify", v)
}

// found says what is to be said of a letter that we gave.
func (c Check) found(v *checkView) {
	l, found := c.Language, c.Checked
	switch {
	case !found.RevokedAt.IsZero():
		v.Tone, v.Verdict, v.Next = "bad", l.Say("check.revoked", l.day(found.RevokedAt.UTC())), l.Say("check.revoked.next")
		return
	case found.Altered:
		v.Tone, v.Verdict, v.Next = "bad", l.Say("check.altered"), l.Say("check.altered.next")
		v.Action = v.Path
		return
	case found.Name == "":
		v.Tone, v.Verdict, v.Next = "off", l.Say("check.name_first"), l.Say("check.name_first.next")
		v.Action = v.Path
	default:
		v.Tone, v.Verdict, v.Next = "good", l.Say("check.genuine"), l.Say("check.compare")
		v.Facts = append(v.Facts, fact{Title: l.Say("check.name"), Text: string(found.Name)})
	}
	v.Facts = append(v.Facts, fact{Title: l.Say("check.organisation"), Text: found.Organisation})
	v.Facts = append(v.Facts, l.attended(found.Attended)...)
	v.Facts = append(v.Facts, fact{Title: l.Say("check.made"), Text: l.day(found.MadeAt.UTC())})
}
