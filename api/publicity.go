package api

import (
	"warmroom/meeting"
)

// Publicity is what a group says of itself to people who may not know it yet.
type Publicity struct {
	Access      meeting.Access     `json:"access" enum:"open,closed" doc:"For anyone interested, or only for those it is meant for"`
	CourtNotice string             `json:"court_notice" doc:"What a court can learn, in one sentence shown before joining"`
	Visibility  meeting.Visibility `json:"visibility" enum:"public,unlisted,private" doc:"public: in the directory; unlisted: a page for those who know its address; private: no page"`
	OpenDoor    bool               `json:"open_door" doc:"People may come to the door from the public page, without a link"`
	Types       []meeting.TypeCode `json:"types" nullable:"false" doc:"Codes of the Meeting Guide format"`
	Place       Place              `json:"place"`
	Phone       string             `json:"phone" doc:"To call in by; empty for none"`
}

// Place is where a group is at home, and where it also meets in person.
type Place struct {
	Area    string `json:"area" maxLength:"80" doc:"Town, state and country, such as Chicago, IL, USA; a public group needs it"`
	Address string `json:"address" maxLength:"160" doc:"One line; with it the group also meets in person"`
	Venue   string `json:"venue" maxLength:"80"`
	Notes   string `json:"notes" maxLength:"160"`
}

// NewPublicity is the same of a new group. What it leaves out makes the group
// closed and private.
type NewPublicity struct {
	Access      meeting.Access     `json:"access,omitempty" enum:"open,closed"`
	CourtNotice string             `json:"court_notice,omitempty" maxLength:"200" doc:"A court-linked group needs it"`
	Visibility  meeting.Visibility `json:"visibility,omitempty" enum:"public,unlisted,private"`
	OpenDoor    bool               `json:"open_door,omitempty"`
	Types       []meeting.TypeCode `json:"types,omitempty" nullable:"false" maxItems:"20"`
	Place       *Place             `json:"place,omitempty"`
	Phone       string             `json:"phone,omitempty" maxLength:"40"`
}

// PublicityChange changes what it mentions.
type PublicityChange struct {
	Access      *meeting.Access     `json:"access,omitempty" enum:"open,closed"`
	CourtNotice *string             `json:"court_notice,omitempty" maxLength:"200"`
	Visibility  *meeting.Visibility `json:"visibility,omitempty" enum:"public,unlisted,private"`
	OpenDoor    *bool               `json:"open_door,omitempty"`
	Types       *[]meeting.TypeCode `json:"types,omitempty" maxItems:"20"`
	Place       *Place              `json:"place,omitempty"`
	Phone       *string             `json:"phone,omitempty" maxLength:"40"`
}

func publicityOf(g meeting.Group) Publicity {
	return Publicity{
		Access: g.Access, CourtNotice: g.CourtNotice, Visibility: g.Visibility, OpenDoor: g.OpenDoor,
		Types: g.Types.List(), Place: Place(g.Place), Phone: g.Phone,
	}
}

// fill puts what a new group says into its settings.
func (p NewPublicity) fill(s *meeting.GroupSettings) {
	s.Access, s.CourtNotice, s.Visibility, s.OpenDoor = p.Access, p.CourtNotice, p.Visibility, p.OpenDoor
	s.Types, s.Phone = meeting.TypesOf(p.Types), p.Phone
	if p.Place != nil {
		s.Place = meeting.Place(*p.Place)
	}
}

// fill puts what the change mentions into settings.
func (p PublicityChange) fill(s *meeting.GroupSettings) {
	set(&s.Access, p.Access)
	set(&s.CourtNotice, p.CourtNotice)
	set(&s.Visibility, p.Visibility)
	set(&s.OpenDoor, p.OpenDoor)
	set(&s.Phone, p.Phone)
	if p.Types != nil {
		s.Types = meeting.TypesOf(*p.Types)
	}
	if p.Place != nil {
		s.Place = meeting.Place(*p.Place)
	}
}
