package signaling

import "warmroom/room"

// The commands of a side room, where two or three people hear and see each
// other alone while the meeting goes on.
type (
	// OfferSide offers a side room to somebody, as those who lead may, when
	// another one who leads stays with the group. The person it is for is asked
	// first, and whoever may come along only once they agree.
	OfferSide struct {
		Participant room.ParticipantID `json:"participant" maxLength:"40"`
		With        room.ParticipantID `json:"with,omitempty" maxLength:"40" doc:"Who may come along: a volunteer or another one who leads; empty for nobody"`
	}
	// AnswerSide answers it. With a yes of the person it is for, they and the one
	// who offers it are in the side room at once, on the connections they have,
	// each with what they have on.
	AnswerSide struct {
		Side   room.SideID     `json:"side" maxLength:"40"`
		Answer room.SideAnswer `json:"answer" enum:"yes,yes_alone,no" doc:"yes_alone: without the third person, who never learns of it"`
	}
	// LeaveSide goes back to the group, microphone and camera off.
	LeaveSide struct{}
	// CloseSide takes an offer back, or brings everybody back to the group.
	CloseSide struct {
		Side room.SideID `json:"side" maxLength:"40"`
	}
)
