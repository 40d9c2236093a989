package moderation

import "warmroom/fault"

// Restraint is a set of things that hold people back from what they may
// otherwise do. Which of them stands against an action is in the rules.
type Restraint uint16

// The restraints.
const (
	// Muted and CameraStopped are put on one person by a facilitator, and only
	// a facilitator lifts them, whoever the person is.
	Muted Restraint = 1 << iota
	CameraStopped
	// OnHold is on everybody while nobody who leads is connected; HeldBack
	// besides on all but the one who keeps the floor meanwhile.
	OnHold
	HeldBack
	// Observing is on a participant who came, or was asked, to observe. It never
	// holds those who lead.
	Observing
	// Aside is on people in a side room: a screen is shown to the group.
	Aside
	// The rest are put on the room, and don't hold those who lead.
	Calm
	MicrophonesClosed // not on whom a facilitator asked to unmute
	NoFloor           // somebody else may speak now
	Quiet             // in the lane for everyone, while somebody shares
	LaneClosed        // the lane for everyone
	LeadsLaneClosed   // the lane to the facilitators
	NoProof           // the group gives no proof of attendance
)

// ErrNoFloor refuses to speak where one speaks at a time; the room raises the
// person's hand instead.
var ErrNoFloor = fault.New(fault.Forbidden, "hand_raised", "One person speaks at a time here. Your hand is up.")

// restraints says of each restraint why something is refused under it, and
// whether it also holds those who lead. When there are several, the first one
// is told.
var restraints = []struct {
	is    Restraint
	leads bool
	why   error
}{
	{OnHold | HeldBack, true, fault.New(fault.Forbidden, "on_hold", "Our facilitators are reconnecting. Please stay, or take a breath.")},
	{Muted, true, fault.New(fault.Forbidden, "muted", "A facilitator has muted you. You can speak when they ask you to.")},
	{CameraStopped, true, fault.New(fault.Forbidden, "camera_stopped", "A facilitator has stopped your camera.")},
	{Observing, false, fault.New(fault.Forbidden, "observing", "You are here to observe. You can write to the facilitators.")},
	{Aside, true, fault.New(fault.Forbidden, "aside", "You are in a side room. Go back to the group to share your screen.")},
	{Calm, false, fault.New(fault.Forbidden, "calm", "A facilitator has calmed the room. It will go on in a moment.")},
	{MicrophonesClosed, false, fault.New(fault.Forbidden, "microphones_closed", "Microphones are closed just now. A facilitator can ask you to speak.")},
	{NoFloor, false, ErrNoFloor},
	{Quiet, false, fault.New(fault.Forbidden, "quiet", "The chat is quiet while somebody shares. You can react.")},
	{LaneClosed | LeadsLaneClosed, false, fault.New(fault.Forbidden, "lane_closed", "This part of the chat is closed just now.")},
	{NoProof, false, fault.New(fault.Forbidden, "no_proof", "This group gives no proof of attendance.")},
}

// under returns why a may not do what is refused under any of unless.
func (a Actor) under(unless Restraint) error {
	for _, r := range restraints {
		if a.Under&unless&r.is != 0 && (r.leads || !a.Role.Leads()) {
			return r.why
		}
	}
	return nil
}
