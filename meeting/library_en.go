package meeting

func englishLibrary() []LibraryClause {
	return []LibraryClause{
		{"stays_here", Confidentiality, Clause{"What we hear stays here", "Who you see here and what you hear here, keep to yourself. Please do not tell anyone who was here."}},
		{"limits", Confidentiality, Clause{"The limits of that", "There is one limit. If someone may be in danger, or a child may be hurt, a facilitator may have to get help. If they can, they will tell you first."}},
		{"own_name", Confidentiality, Clause{"The name you choose", "Use any name you like. Please do not ask for full names, for where someone works, or for where they live."}},
		{"if_we_meet", Confidentiality, Clause{"If we meet outside", "If you meet someone from here, let them speak first. They may be with people who do not know."}},
		{"phones_and_chat", Confidentiality, Clause{"What is written stays here, too", "The chat is part of the group. Do not copy it or pass it on. It is gone when we end."}},

		{"no_recording", OnlineEtiquette, Clause{"No recording", "Please do not record, and do not take pictures of the screen. Leave note-taking apps out. We can not see who takes a picture of the screen, so we count on each other."}},
		{"private_place", OnlineEtiquette, Clause{"A private place", "Find a place where nobody else can hear or see the group. Use headphones if you can. Please do not join while you drive."}},
		{"camera_optional", OnlineEtiquette, Clause{"Cameras", "Your camera is up to you. Off is fine."}},
		{"camera_encouraged", OnlineEtiquette, Clause{"Cameras", "It is good to see each other. Turn your camera on if you can. If you can not, you are just as welcome."}},
		{"camera_off", OnlineEtiquette, Clause{"Cameras", "All cameras stay off in this group."}},
		{"quiet_microphone", OnlineEtiquette, Clause{"Your microphone", "Keep it off while others speak. Turn it on when it is your turn. If we hear noise from your place, a facilitator may turn it off."}},
		{"late_or_early", OnlineEtiquette, Clause{"Coming late, leaving early", "Both are fine. Come in with your sound off. If you have to go, just go. A short word in the chat is kind."}},
		{"lost_connection", OnlineEtiquette, Clause{"If the line drops", "It can drop for all of us. Come back in the same way. We keep your place for a minute."}},
		{"sober_at_meeting", OnlineEtiquette, Clause{"How we come", "Come as you are, as long as you can listen. If today you can not, a facilitator will help you find another way."}},

		{"own_life", NAMIStyle, Clause{"Speak for yourself", "Talk about your own life. Each of us finds our own way, and each way is welcome."}},
		{"no_advice", NAMIStyle, Clause{"No advice unless asked", "We listen more than we fix. Give advice only when someone asks for it."}},
		{"pass", NAMIStyle, Clause{"You can pass", "You never have to talk. You can pass, and you can just listen."}},
		{"share_the_time", NAMIStyle, Clause{"We share the time", "Keep each share short, so that all who want to can speak. Those who have not spoken yet go first."}},
		{"here_and_now", NAMIStyle, Clause{"Here and now", "We talk about how things are today, and what helps. We can not solve every problem, and we do not have to."}},
		{"empathy", NAMIStyle, Clause{"We have been there", "We do not judge how much someone hurts. We see the person first, and what they live with after that."}},
		{"hope", NAMIStyle, Clause{"We do not give up hope", "We hope for each other, also on the days when one of us can not."}},
		{"kind", NAMIStyle, Clause{"Be kind", "We use kind words for each other and for people who are not here. No selling, no flirting, no private messages that nobody asked for."}},
		{"more_help", NAMIStyle, Clause{"If you need more", "If it gets too much, tell a facilitator in the chat. This group can not take the place of a crisis line or a doctor."}},

		{"one_voice", NoCrossTalk, Clause{"One voice at a time", "When someone shares, the rest of us listen. We do not answer or ask. Each share can stand as it is."}},
		{"only_thanks", NoCrossTalk, Clause{"A thank-you is enough", "When a share ends, we say thank you, and the next one starts. If a share moved you, tell the person after we end, if they would like that."}},
		{"speak_to_all", NoCrossTalk, Clause{"We speak to the whole group", "Speak to all of us, not to one. Do not name what another person has said."}},

		{"answering", CrossTalkIsFine, Clause{"Talking with each other", "When a share is over, you may answer it. Keep it short, so that all who want to can speak."}},
		{"ask_first", CrossTalkIsFine, Clause{"Ask first", "Before you tell someone what might help, ask if they would like to hear it. A no is fine."}},
		{"from_own_life", CrossTalkIsFine, Clause{"Answer from your own life", "Say what you did and how it went. Leave out \"you should\". What helped you may not help the next person."}},
		{"one_at_a_time", CrossTalkIsFine, Clause{"Let each other finish", "We do not cut in. Raise your hand, and you will get your turn."}},

		{"loved_one", FamilyClauses, Clause{"We do not name our loved one", "Say \"my loved one\". We do not say their name, or things that show who they are. We do not ask if they come to a group."}},
		{"for_us", FamilyClauses, Clause{"This group is for us", "We are here to care for our own lives. We do not plan how to make our loved one change."}},
		{"home_is_near", FamilyClauses, Clause{"When home is near", "If someone at home might hear you, use the chat or just listen. If they come in, leave at once. We will know why."}},
		{"many_ways", FamilyClauses, Clause{"Close or at a distance", "Some of us stay close to our loved one, some keep away. We do not tell each other which is right."}},
		{"no_blame", FamilyClauses, Clause{"Nobody here is to blame", "You did not cause it. We do not look for who did."}},

		{"court_told", CourtLinkClauses, Clause{"If a court asked you to come", "Before you share, ask a facilitator what the court can be told. You can ask in the chat, just to them."}},
		{"no_cases", CourtLinkClauses, Clause{"No talk about cases", "Please do not speak about an open case, yours or that of others. A peer group is not a safe place for that. A lawyer is."}},
		{"same_welcome", CourtLinkClauses, Clause{"The same welcome", "Some of us come by choice, some were asked to come. We treat all the same."}},
		{"only_presence", CourtLinkClauses, Clause{"We do not report what you say", "Nobody here writes down what you share. If you need proof that you came, you get it, and you choose who sees it."}},
	}
}
