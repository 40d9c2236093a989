package meeting

import "context"

// Demo is what the demonstration prints.
type Demo struct {
	Organisation  Organisation
	Recovery      Group
	Family        Group
	Meeting       Meeting // of Recovery, on now
	Facilitator   Account // Ana, who is also the manager
	CoFacilitator Account // Ben
	// Tokens for links, new at each call.
	FacilitatorSignIn   Token // leads to Meeting
	CoFacilitatorSignIn Token // leads to Meeting
	ManagerSignIn       Token // Ana again, to the staff page
	ParticipantInvite   Token
	FamilyInvite        Token
}

// SeedDemo makes the demonstration's organisation, groups and accounts where
// they are missing, sees to it that a meeting is on now for at least half an
// hour, and returns fresh links. Calling it again keeps everything else.
func (s *Service) SeedDemo(ctx context.Context) (Demo, error) { panic("contract") }
