package api

import "warmroom/meeting"

// The operator's commands answer in the words of the API.

// GroupOf is a group as the API shows it.
func GroupOf(g meeting.StaffGroup) Group { return groupOf(g) }

// MeetingOf is a meeting of a group as the API shows it.
func MeetingOf(m meeting.Meeting, g meeting.Group) Meeting { return meetingOf(m, g.DoorsOpenAt(m)) }

// InviteOf is an invite as the API shows it.
func InviteOf(i meeting.Invite) Invite { return inviteOf(i) }

// AccountOf is an account as the API shows it.
func AccountOf(a meeting.Account) Account { return accountOf(a) }
