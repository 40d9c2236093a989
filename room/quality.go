package room

import (
	"slices"
	"time"

	"warmroom/moderation"
)

// Quality says how well sound and pictures get to and from a person.
type Quality string

// The qualities. Everybody's is good until the media plane says otherwise.
const (
	Good Quality = "good"
	Fair Quality = "fair" // loss or delay that can be noticed, or smaller pictures
	Poor Quality = "poor" // talking is hard, or there is no room for pictures
)

// PersonQuality is the quality of one person's connection.
type PersonQuality struct {
	Participant ParticipantID `json:"participant"`
	Quality     Quality       `json:"quality" enum:"good,fair,poor"`
}

// qualityEvery bounds how often people are told of connections.
const qualityEvery = time.Second

// connections is whose quality changed. That is told at once when the last
// news are qualityEvery old, and else gathered until then.
type connections struct {
	news []ParticipantID
	at   time.Time // of the last delivery
}

// quality takes the media plane's word on somebody's connection.
func (s *state) quality(id ParticipantID, q Quality) {
	p := s.people[id]
	if q == Good {
		q = "" // what is well goes without saying
	}
	if p == nil || p.Quality == q {
		return
	}
	p.Quality = q
	if p.standing != moderation.Present {
		return // who admits them gets it with the person
	}
	if !slices.Contains(s.connections.news, id) {
		s.connections.news = append(s.connections.news, id)
	}
	if !s.connections.at.Add(qualityEvery).After(s.now) {
		s.tellQualities()
	}
}

// tellQualities delivers what changed to everybody inside.
func (s *state) tellQualities() {
	var told []PersonQuality
	for _, id := range s.connections.news {
		if p := s.people[id]; p != nil && p.standing == moderation.Present {
			told = append(told, PersonQuality{id, p.qualitySeen()})
		}
	}
	s.connections.news = nil
	if len(told) > 0 {
		s.connections.at = s.now
		s.tell(QualityChanged{told})
	}
}

func (p *person) qualitySeen() Quality {
	if p.Quality == "" {
		return Good
	}
	return p.Quality
}
