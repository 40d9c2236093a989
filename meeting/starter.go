package meeting

import "slices"

// starter returns the first agreements of a new group, in plain words that
// follow its settings. A manager publishes the group's own when it has them.
func starter(g Group) []Clause {
	clauses := []Clause{
		{"What we hear stays here", "Who you see here and what you hear here, keep to yourself. Please do not tell anyone who was here."},
		{"The limits of that", "There is one limit. If someone may be in danger, or a child may be hurt, a facilitator may have to get help. If they can, they will tell you first."},
		{"No recording", "Please do not record, and do not take pictures of the screen. Leave note-taking apps out. We can not see who takes a picture of the screen, so we count on each other."},
		{"A private place", "Find a place where nobody else can hear or see the group. Use headphones if you can. Please do not join while you drive."},
		{"Speak for yourself", "Talk about your own life. Each of us finds our own way, and each way is welcome."},
		{"No advice unless asked", "We listen more than we fix. Give advice only when someone asks for it."},
		crossTalk(g.CrossTalk),
		{"You can pass", "You never have to talk. You can pass, and you can just listen."},
		camera(g.CameraRule),
		{"Be kind", "We use kind words for each other and for people who are not here. No selling, no flirting, no private messages that nobody asked for."},
		{"If you need more", "If it gets too much, tell a facilitator in the chat. This group can not take the place of a crisis line or a doctor."},
	}
	return slices.Insert(clauses, 2, ofKind(g.Kind)...)
}

// ofKind returns the clauses that only groups of a kind need.
func ofKind(k Kind) []Clause {
	switch k {
	case KindFamily:
		return []Clause{
			{"We do not name our loved one", "Say \"my loved one\". We do not say their name, or things that show who they are. We do not ask if they come to a group."},
			{"This group is for us", "We are here to care for our own lives. We do not plan how to make our loved one change."},
		}
	case KindCourtLinked:
		return []Clause{
			{"If a court asked you to come", "Before you share, ask a facilitator what the court can be told. You can ask in the chat, just to them."},
		}
	default:
		return nil
	}
}

// crossTalk says whether people answer each other's shares.
func crossTalk(c CrossTalk) Clause {
	if c == CrossTalkWelcome {
		return Clause{"Talking with each other", "When a share is over, you may answer it. Keep it short, so that all who want to can speak."}
	}
	return Clause{"One voice at a time", "When someone shares, the rest of us listen. We do not answer or ask. Each share can stand as it is."}
}

// camera says what the group expects of cameras.
func camera(r CameraRule) Clause {
	switch r {
	case CameraEncouraged:
		return Clause{"Cameras", "It is good to see each other. Turn your camera on if you can. If you can not, you are just as welcome."}
	case CameraOff:
		return Clause{"Cameras", "All cameras stay off in this group."}
	default:
		return Clause{"Cameras", "Your camera is up to you. Off is fine."}
	}
}
