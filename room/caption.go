package room

import (
	"warmroom/fault"
	"warmroom/moderation"
)

// MaxCaption is how long a line of captions is, in characters.
const MaxCaption = 300

// maxCaptionLine is the highest number of a line.
const maxCaptionLine = 1 << 20

// wantCaptions says whether p gets captions from now on.
func (s *state) wantCaptions(id ParticipantID, on bool) error {
	p, err := s.may(id, moderation.ReadCaptions)
	if err != nil {
		return err
	}
	p.captions = on
	p.sink.Deliver(CaptionsChanged{on})
	return nil
}

// caption passes on a line of what is said, as somebody writes it down, to
// those in the same place who want captions. It is kept nowhere.
func (s *state) caption(by ParticipantID, line int, text string) error {
	p, err := s.may(by, moderation.WriteCaptions)
	if err != nil {
		return err
	}
	if line < 0 || line > maxCaptionLine {
		return fault.Field("line", "0 or more")
	}
	if text != "" {
		if text, err = clean("text", text, MaxCaption); err != nil {
			return err
		}
	}
	for _, q := range s.inside {
		if q.captions && q.side == p.side {
			s.introduce(q, p.ID)
			q.sink.Deliver(CaptionWritten{Participant: p.ID, Line: line, Text: text})
		}
	}
	return nil
}
