package room

import (
	"warmroom/meeting"
	"warmroom/moderation"
)

// Rules are what facilitators have closed for everybody but themselves.
type Rules struct {
	Calm              bool `json:"calm" doc:"Microphones, cameras and the chat for everyone are closed, and the door is locked: show the calm card"`
	MicrophonesClosed bool `json:"microphones_closed" doc:"Nobody turns their microphone on but whom a facilitator asks to"`
	LaneClosed        bool `json:"everyone_lane_closed"`
	LeadsLaneClosed   bool `json:"facilitators_lane_closed"`
	QuietInShares     bool `json:"quiet_in_shares" doc:"The lane for everyone takes reactions only while floor.speaker is somebody; so it is from the beginning in a group without cross-talk"`
}

// usual returns what is closed when a meeting of a group begins.
func usual(g meeting.Group) Rules { return Rules{QuietInShares: g.CrossTalk == meeting.CrossTalkNone} }

// calm closes the room for all but those who lead, or opens it again: then
// the door and all that was permitted are as they were before. Nobody's
// microphone or camera is turned on by it. A word to the facilitators stays
// possible: it is when somebody may need it most.
func (s *state) calm(by ParticipantID, on bool) error {
	a, err := s.may(by, moderation.CalmRoom)
	if err != nil {
		return err
	}
	if s.rules.Calm == on {
		return nil
	}
	before := s.doorShut()
	s.audit(a, moderation.CalmRoom, "", !on)
	s.rules.Calm = on
	if on {
		s.turnAllOff(anybody, Microphone, Camera)
	}
	s.tell(RulesChanged{s.rules})
	s.tellDoor(before)
	return nil
}

// anybody is a person, whoever they are.
func anybody(*person) bool { return true }

// turnAllOff turns sources off of all those among them who don't lead.
func (s *state) turnAllOff(among func(*person) bool, which ...Source) {
	var off []*person
	for _, p := range s.inside {
		if p.Role.Leads() || !among(p) {
			continue
		}
		was := p.Person
		for _, src := range which {
			if at := p.source(src); *at == On {
				*at = Off
			}
		}
		if p.Person != was {
			s.flow(p)
			off = append(off, p)
		}
	}
	if len(off) > 0 {
		s.tellOff(off, which)
	}
}

// muteAll turns every microphone off where by is, but those of people who
// lead, and that of the one who speaks. All may turn them on again.
func (s *state) muteAll(by, except ParticipantID) error {
	a, err := s.may(by, moderation.MuteAll)
	if err != nil {
		return err
	}
	s.audit(a, moderation.MuteAll, "", false)
	s.turnAllOff(func(p *person) bool { return p.ID != except && p.side == a.side }, Microphone)
	return nil
}

// closeMicrophones takes from everybody who doesn't lead, or gives back, that
// they turn their microphone on by themselves. Open ones stay open.
func (s *state) closeMicrophones(by ParticipantID, closed bool) error {
	a, err := s.may(by, moderation.CloseMics)
	if err != nil {
		return err
	}
	if s.rules.MicrophonesClosed != closed {
		s.audit(a, moderation.CloseMics, "", !closed)
	}
	for _, p := range s.inside {
		p.asked = p.asked && !closed
	}
	s.rules.MicrophonesClosed = closed
	s.tell(RulesChanged{s.rules})
	return nil
}

// closeLane closes or opens a lane of the chat for those who don't lead.
func (s *state) closeLane(by ParticipantID, lane Lane, closed bool) error {
	a, err := s.may(by, moderation.CloseLane)
	if err != nil {
		return err
	}
	rule := &s.rules.LaneClosed
	switch lane {
	case LaneEveryone:
	case LaneFacilitators:
		rule = &s.rules.LeadsLaneClosed
	default:
		return errLane
	}
	if *rule != closed {
		s.audit(a, moderation.CloseLane, "", !closed)
	}
	*rule = closed
	s.tell(RulesChanged{s.rules})
	return nil
}

// quiet closes the lane for everyone while somebody shares, or no longer.
func (s *state) quiet(by ParticipantID, on bool) error {
	if _, err := s.may(by, moderation.CloseLane); err != nil {
		return err
	}
	s.rules.QuietInShares = on
	s.tell(RulesChanged{s.rules})
	return nil
}
