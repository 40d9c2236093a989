package room

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Segment is a part of a meeting's plan.
type Segment struct {
	Title   string `json:"title" minLength:"1" maxLength:"60"`
	Minutes int    `json:"minutes" minimum:"1" maximum:"240"`
	Break   bool   `json:"break" doc:"A stretch break"`
}

// Plan is how a meeting goes, and where it is. Times are for showing; nothing
// happens by them.
type Plan struct {
	Topic    string     `json:"topic,omitempty" doc:"What the meeting is about, in the words of those who lead"`
	Segments []Segment  `json:"segments"`
	Current  int        `json:"current" doc:"Which segment goes on, from 0; -1: none"`
	Since    *time.Time `json:"since,omitempty" doc:"When it began; absent without one"`
	Until    *time.Time `json:"until,omitempty" doc:"When it is meant to be over; absent without one"`
}

// Limits of a plan.
const (
	MaxSegments       = 30
	MaxSegmentTitle   = 60 // characters
	MaxTopic          = 80 // characters
	MaxSegmentMinutes = 240
	MaxPlanMore       = 30 * time.Minute // per command
	breakTitle        = "Stretch break"
)

// noPlan is what a meeting begins with, and all that visitors see of one.
var noPlan = Plan{Segments: []Segment{}, Current: -1}

// setPlan replaces the plan, also while it goes on: current is the segment of
// the new plan that goes on then, or -1. A segment that stays the current one
// keeps its beginning.
func (s *state) setPlan(by ParticipantID, segments []Segment, current int) error {
	if _, err := s.may(by, moderation.ArrangePlan); err != nil {
		return err
	}
	if len(segments) > MaxSegments {
		return fault.Field("segments", fmt.Sprintf("at most %d", MaxSegments))
	}
	if current < -1 || current >= len(segments) {
		return fault.Field("current", "one of the segments, or -1")
	}
	list := slices.Clone(segments)
	for i := range list {
		var err error
		if list[i].Title, err = clean(fmt.Sprintf("segments[%d].title", i), list[i].Title, MaxSegmentTitle); err != nil {
			return err
		}
		if err := checkMinutes(fmt.Sprintf("segments[%d].minutes", i), list[i].Minutes, MaxSegmentMinutes); err != nil {
			return err
		}
	}
	begun := s.plan.Since
	s.plan = Plan{Topic: s.plan.Topic, Segments: list, Current: current}
	if current >= 0 {
		s.follow(begun)
	}
	s.tell(PlanChanged{s.plan})
	return nil
}

// setTopic says what the meeting is about; empty takes that back.
func (s *state) setTopic(by ParticipantID, topic string) error {
	if _, err := s.may(by, moderation.ArrangePlan); err != nil {
		return err
	}
	if topic = strings.TrimSpace(topic); topic != "" {
		var err error
		if topic, err = clean("topic", topic, MaxTopic); err != nil {
			return err
		}
	}
	s.plan.Topic = topic
	s.tell(PlanChanged{s.plan})
	return nil
}

// goTo begins a segment of the plan now; -1 leaves the plan without a current one.
func (s *state) goTo(by ParticipantID, segment int) error {
	if _, err := s.may(by, moderation.ArrangePlan); err != nil {
		return err
	}
	if segment < -1 || segment >= len(s.plan.Segments) {
		return fault.Field("segment", "one of the segments, or -1")
	}
	s.plan.Current, s.plan.Since, s.plan.Until = segment, nil, nil
	if segment >= 0 {
		s.follow(nil)
	}
	s.tell(PlanChanged{s.plan})
	return nil
}

// stretch puts a break behind the current segment and begins it.
func (s *state) stretch(by ParticipantID, minutes int) error {
	if _, err := s.may(by, moderation.ArrangePlan); err != nil {
		return err
	}
	if err := checkMinutes("minutes", minutes, int(MaxPlanMore.Minutes())); err != nil {
		return err
	}
	if len(s.plan.Segments) >= MaxSegments {
		return errLongPlan
	}
	at := s.plan.Current + 1
	s.plan.Segments = slices.Insert(slices.Clone(s.plan.Segments), at, Segment{Title: breakTitle, Minutes: minutes, Break: true})
	s.plan.Current = at
	s.follow(nil)
	s.tell(PlanChanged{s.plan})
	return nil
}

// addPlanTime makes the current segment longer.
func (s *state) addPlanTime(by ParticipantID, minutes int) error {
	if _, err := s.may(by, moderation.AddTime); err != nil {
		return err
	}
	if err := checkMinutes("minutes", minutes, int(MaxPlanMore.Minutes())); err != nil {
		return err
	}
	i := s.plan.Current
	if i < 0 {
		return errNoSegment
	}
	s.plan.Segments = slices.Clone(s.plan.Segments)
	s.plan.Segments[i].Minutes = min(s.plan.Segments[i].Minutes+minutes, MaxSegmentMinutes)
	s.follow(s.plan.Since)
	s.tell(PlanChanged{s.plan})
	return nil
}

// follow sets the times of the current segment, which began at begun; nil for now.
func (s *state) follow(begun *time.Time) {
	if begun == nil {
		begun = after(s.now, 0)
	}
	s.plan.Since = begun
	s.plan.Until = after(*begun, time.Duration(s.plan.Segments[s.plan.Current].Minutes)*time.Minute)
}

func checkMinutes(field string, n, limit int) error {
	if n < 1 || n > limit {
		return fault.Field(field, fmt.Sprintf("1 to %d", limit))
	}
	return nil
}
