package board

import (
	"time"

	"warmroom/meeting"
)

// datesShown is how many dates a group's page lists.
const datesShown = 6

// GroupPage is a group's page.
type GroupPage struct {
	Request
	Side  meeting.Side
	Group meeting.PublicGroup
	// CanRemind says that people can ask for letters.
	CanRemind bool
}

type groupView struct {
	page
	Group    meeting.PublicGroup
	Tags     []string
	Status   row
	Join     string // path of the door; empty for none
	JoinHint string
	Facts    []fact
	Rhythm   string
	ZoneName string
	Minutes  int
	Dates    []dateView
	Flyer    string
	Remind   string // path of the page on which to ask; empty for none
	Lines    *linesView
	Dial     string
}

type fact struct{ Title, Text, Lang, More string }

// dateView is one date of a group.
type dateView struct {
	When moment
	Note string
	Off  bool
}

// Group writes a group's page. What search engines and previews of links may
// tell of it is decided by its side.
func (b *Board) Group(g GroupPage) ([]byte, error) {
	o, path := g.Group.Organisation, address(g.Side, g.Group.ListedGroup)
	v := groupView{page: b.begin(g.Request, o.Name), Group: g.Group, Tags: g.Language.tags(g.Group.Group)}
	v.Path, v.Root, v.Indexed = path, g.Side.Root, g.Side.Listed(g.Group.Group)
	v.Feed, v.Calendar, v.Flyer = g.Side.Root+"/meetings.json", path+"/calendar.ics", path+"/flyer"
	if g.CanRemind {
		v.Remind = path + "/reminders"
	}
	if g.Side.Card(g.Group.Group) {
		v.Title = g.Group.Name + ", " + o.Name
		v.Card.Title, v.Card.Text, v.Description = g.Group.Name, g.Group.WhoMayAttend, g.Group.WhoMayAttend
		v.Embed = "/oembed?format=json&url=" + escape(g.Origin+path)
		v.JSONLD = g.events()
	}
	d := Directory{Request: g.Request, Listing: meeting.Listing{Side: g.Side}, Organisation: o}
	v.Status = d.row(&g.Group.ListedGroup)
	g.door(&v, path)
	g.facts(&v)
	g.dates(&v)
	v.Lines = g.Language.lines(o.LinesFor(g.Group.Group), g.Now)
	v.Dial = dialled(g.Group.Phone)
	return b.render("group", v)
}

// door says how to come in.
func (g GroupPage) door(v *groupView, path string) {
	l, now := g.Language, g.Now
	if !g.Group.OpenDoor {
		v.JoinHint = l.Say("group.ask")
		return
	}
	v.Join, v.JoinHint = path+"/join", l.Say("group.join.hint")
	if next := g.Group.Next(now); next != nil && g.Group.OnNow(now) == nil {
		if opens := g.Group.DoorsOpenAt(*next); opens.After(now) {
			v.JoinHint = l.Say("group.join.early", l.when(opens.In(g.Group.Zone()), now)) + " " + v.JoinHint
		}
	}
}

// facts says what kind of room it is, before anybody comes to its door.
func (g GroupPage) facts(v *groupView) {
	l, own := g.Language, g.Group.Language
	court := fact{Title: l.Say("group.court"), Text: l.Say("group.court.none")}
	if g.Group.CourtNotice != "" {
		court.Text, court.Lang = g.Group.CourtNotice, own
	}
	v.Facts = []fact{
		{Title: l.Say("group.who"), Text: g.Group.WhoMayAttend, Lang: own, More: l.Say("group." + string(g.Group.Access))},
		{Title: l.Say("group.cameras"), Text: l.Say("camera." + string(g.Group.CameraRule))},
		{Title: l.Say("group.talk"), Text: l.Say("talk." + string(g.Group.CrossTalk))},
		court, l.proof(g.Group.Group),
	}
}

// proof says whether people can show that they were there.
func (l Language) proof(g meeting.Group) fact {
	if g.Proof {
		return fact{Title: l.Say("group.proof"), Text: l.Say("group.proof.yes")}
	}
	return fact{Title: l.Say("group.proof"), Text: l.Say("group.proof.none")}
}

// dates lists the meetings to come, with what was called off or moved.
func (g GroupPage) dates(v *groupView) {
	l, zone := g.Language, g.Group.Zone()
	v.Rhythm, v.Minutes = l.rhythm(g.Group.Schedule), int(g.Group.Schedule.Duration/time.Minute)
	if g.Group.Schedule.Zone != "" {
		v.ZoneName = l.zone(g.Group.Schedule.Zone)
	}
	for _, m := range g.Group.Meetings {
		if len(v.Dates) == datesShown {
			return
		}
		if !m.EndsAt.After(g.Now) || m.Status == meeting.Ended {
			continue
		}
		d := dateView{When: l.moment(m.StartsAt.In(zone), g.Now)}
		switch name := g.Group.Holidays[m.StartsAt.In(zone).Format(time.DateOnly)]; {
		case m.Status == meeting.Cancelled && m.Cause == meeting.CauseHoliday && name != "":
			d.Off, d.Note = true, l.Say("off.reason", name)
		case m.Status == meeting.Cancelled:
			d.Off, d.Note = true, l.Say("off")
		case !m.MovedFrom.IsZero():
			d.Note = l.Say("moved", l.when(m.MovedFrom.In(zone), g.Now))
		}
		v.Dates = append(v.Dates, d)
	}
}
