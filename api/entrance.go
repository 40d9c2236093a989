package api

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
	"warmroom/moderation"
)

// EntranceRequest says by what somebody comes: an invite, or, for staff, the
// meeting they lead.
type EntranceRequest struct {
	Invite  meeting.Token `json:"invite,omitempty" maxLength:"128" doc:"From the fragment of the link; goes before the staff cookie"`
	Meeting meeting.ID    `json:"meeting,omitempty" maxLength:"40" doc:"Needed by staff"`
}

// Entrance is what a person sees before they join.
type Entrance struct {
	Organisation OrganisationName  `json:"organisation"`
	Group        EntranceGroup     `json:"group"`
	Meeting      Meeting           `json:"meeting"`
	Agreement    AgreementText     `json:"agreement"`
	Role         moderation.Role   `json:"role" enum:"participant,co_facilitator,facilitator" doc:"What the person will be in the room"`
	Name         string            `json:"name,omitempty" doc:"Fixed for staff; others choose one"`
	Suggestions  []string          `json:"suggestions" doc:"Pseudonyms to choose from"`
	Observer     bool              `json:"observer" doc:"The link is one for observers: say so before they come in"`
	Pass         bool              `json:"pass" doc:"They come with a pass and need not wait at the door"`
	Removed      bool              `json:"removed" doc:"The person was removed from this meeting and can't come in"`
	Reason       moderation.Reason `json:"reason,omitempty" enum:"disrupting,unkind,graphic_content,recording,not_for_this_room,something_else" doc:"With removed: why"`
	Record       meeting.Token     `json:"record,omitempty" doc:"With removed: shows the person what was done about them, and takes their appeal (POST /api/record)"`
	Now          time.Time         `json:"now" doc:"The server's clock"`
	Lines        []Line            `json:"lines"`
}

// OrganisationName names who runs the group.
type OrganisationName struct {
	Name string `json:"name"`
}

// EntranceGroup is a group as somebody at its entrance sees it.
type EntranceGroup struct {
	ID           meeting.GroupID    `json:"id"`
	Name         string             `json:"name"`
	Kind         meeting.Kind       `json:"kind" enum:"recovery,family,court_linked,open"`
	Realm        moderation.Realm   `json:"realm" enum:"recovery,family"`
	WhoMayAttend string             `json:"who_may_attend"`
	Access       meeting.Access     `json:"access" enum:"open,closed"`
	CourtNotice  string             `json:"court_notice" doc:"What a court can learn; empty: nothing is passed on"`
	CameraRule   meeting.CameraRule `json:"camera_rule" enum:"optional,encouraged,off"`
	CrossTalk    meeting.CrossTalk  `json:"cross_talk" enum:"welcome,none"`
	Language     string             `json:"language" doc:"BCP 47"`
	TimeZone     string             `json:"time_zone,omitempty" doc:"IANA zone of the schedule"`
	Passes       bool               `json:"passes" doc:"People who were let in once may keep a pass"`
	Proof        bool               `json:"proof" doc:"Participants may keep a receipt of having been there"`
}

// Line is a support line: a number to call or to text.
type Line struct {
	Kind  meeting.LineKind `json:"kind" enum:"warmline,crisis"`
	Name  string           `json:"name"`
	Call  string           `json:"call,omitempty"`
	Text  string           `json:"text,omitempty"`
	Hours string           `json:"hours,omitempty"`
	Open  *bool            `json:"open,omitempty" doc:"Whether it is answered now; absent: nothing is known of it"`
	Until *time.Time       `json:"until,omitempty" doc:"When that changes; with open"`
}

// Closing is where to go from a meeting that is over.
type Closing struct {
	GroupName string     `json:"group_name"`
	Next      *time.Time `json:"next,omitempty" doc:"When the group meets next"`
	Zone      string     `json:"zone,omitempty" doc:"The group's IANA time zone"`
	Lines     []Line     `json:"lines"`
	Reminders string     `json:"reminders,omitempty" doc:"Path of the page on which to ask for reminders"`
}

// AcceptanceRequest accepts the agreements that the entrance showed.
type AcceptanceRequest struct {
	Invite    meeting.Token `json:"invite" minLength:"1" maxLength:"128"`
	Meeting   meeting.ID    `json:"meeting" minLength:"1" maxLength:"40"`
	Version   int           `json:"version" minimum:"1"`
	Hash      string        `json:"hash" minLength:"1" maxLength:"128"`
	Pseudonym string        `json:"pseudonym" minLength:"1" maxLength:"200" doc:"The name for this meeting, up to 40 characters"`
}

// Acceptance names an acceptance, to be shown at the door.
type Acceptance struct {
	ID meeting.AcceptanceID `json:"id"`
}

// Names are fresh pseudonyms.
type Names struct {
	Suggestions []string `json:"suggestions"`
}

type (
	entranceInput struct {
		StaffInput
		Device meeting.Token `cookie:"__Host-warmroom-device" hidden:"true"`
		Body   EntranceRequest
	}
	entranceOutput struct {
		SetCookie []http.Cookie `header:"Set-Cookie" hidden:"true"`
		Body      Entrance
	}
	acceptanceInput  struct{ Body AcceptanceRequest }
	acceptanceOutput struct{ Body Acceptance }
	namesOutput      struct{ Body Names }
)

func (a *API) entranceRoutes(h huma.API) {
	door := huma.Middlewares{a.limited(newSourceLimit(doorAllowance, a.cfg.Now))}
	handle(a, h, huma.Operation{
		OperationID: "enter", Method: http.MethodPost, Path: "/api/entrance", Tags: []string{"joining"}, Middlewares: door,
		Summary: "The page before the room",
		Description: "Public with an invite; staff come with their cookie and a meeting. Gives the browser a mark that it " +
			"forgets when it closes. 404 for an unknown link; 410 with `closing` and reason invite_revoked, " +
			"invite_expired, meeting_ended, meeting_cancelled or no_meeting.",
	}, a.entrance)
	create(a, h, huma.Operation{
		OperationID: "accept", Method: http.MethodPost, Path: "/api/acceptances", Tags: []string{"joining"}, Middlewares: door,
		DefaultStatus: http.StatusCreated, Summary: "Accept the group's agreements",
		Description: "409 agreement_changed when another version is current by now.",
	}, a.accept)
	handle(a, h, huma.Operation{
		OperationID: "names", Method: http.MethodGet, Path: "/api/names", Tags: []string{"joining"}, Middlewares: door,
		Summary: "Fresh pseudonyms to choose from",
	}, a.names)
}

func (a *API) entrance(ctx context.Context, in *entranceInput) (*entranceOutput, error) {
	out := &entranceOutput{}
	if !deviceMark.MatchString(string(in.Device)) {
		in.Device = meeting.NewToken()
		out.SetCookie = []http.Cookie{markDevice(in.Device)}
	}
	who := meeting.Credentials{Invite: in.Body.Invite, Session: in.Session, Device: in.Device}
	e, err := a.cfg.Meetings.Entrance(ctx, who, in.Body.Meeting)
	if err != nil {
		return nil, err
	}
	out.Body = entranceOf(e, a.cfg.Now())
	return out, nil
}

// deviceMark is the form of the marks this server gives.
var deviceMark = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

func (a *API) accept(ctx context.Context, in *acceptanceInput) (*acceptanceOutput, error) {
	b := in.Body
	accepted, err := a.cfg.Meetings.Accept(ctx, b.Invite, b.Meeting, b.Version, b.Hash, b.Pseudonym)
	if err != nil {
		return nil, err
	}
	return &acceptanceOutput{Body: Acceptance{ID: accepted.ID}}, nil
}

// suggestedNames is how many pseudonyms are offered at once.
const suggestedNames = 6

func (a *API) names(context.Context, *struct{}) (*namesOutput, error) {
	return &namesOutput{Body: Names{Suggestions: meeting.Suggestions(suggestedNames)}}, nil
}

func entranceOf(e meeting.Entrance, now time.Time) Entrance {
	g := e.Group
	return Entrance{
		Organisation: OrganisationName{Name: e.Organisation.Name},
		Group: EntranceGroup{
			ID: g.ID, Name: g.Name, Kind: g.Kind, Realm: g.Realm, WhoMayAttend: g.WhoMayAttend,
			Access: g.Access, CourtNotice: g.CourtNotice, CameraRule: g.CameraRule, CrossTalk: g.CrossTalk, Language: g.Language, TimeZone: e.Zone, Passes: g.Passes, Proof: g.Proof,
		},
		Meeting:     meetingOf(e.Meeting, e.DoorsOpenAt),
		Agreement:   textOf(e.Agreement),
		Role:        e.Role,
		Name:        e.Name,
		Suggestions: listOf(e.Suggestions, func(s string) string { return s }),
		Observer:    e.Observer,
		Pass:        e.Pass,
		Removed:     e.Removed,
		Reason:      e.Reason,
		Record:      e.Record,
		Now:         now.UTC(),
		Lines:       linesOf(e.Organisation.LinesFor(g), now),
	}
}

func closingOf(c meeting.Closing, now time.Time) *Closing {
	out := &Closing{GroupName: c.GroupName, Zone: c.Zone, Lines: linesOf(c.Lines, now), Reminders: c.Reminders}
	out.Next = instant(c.Next)
	return out
}

func linesOf(lines []meeting.SupportLine, now time.Time) []Line {
	return listOf(lines, func(l meeting.SupportLine) Line {
		out := Line{Kind: l.Kind, Name: l.Name, Call: l.Call, Text: l.Text, Hours: l.Hours}
		if open, until, known := l.Open.At(now); known {
			out.Open, out.Until = &open, &until
		}
		return out
	})
}

// listOf translates a list; an empty one becomes [] in JSON, never null.
func listOf[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

// instant is a time that may be missing.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
