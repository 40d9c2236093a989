package moderation

import (
	"strings"
	"testing"

	"warmroom/fault"
)

// table says what each role is answered when it is present in the room and
// asks for an action on a participant: "ok", or the reason of the refusal. It
// is written out so that people can read and question it.
const table = `
action                 | participant  | co_facilitator | facilitator  | manager      | nobody
see_door               | role         | ok             | ok           | role         | role
admit                  | role         | ok             | ok           | role         | role
decline                | role         | ok             | ok           | role         | role
send_back              | role         | ok             | ok           | role         | role
lock_door              | role         | ok             | ok           | role         | role
speak                  | ok           | ok             | ok           | ok           | ok
show_camera            | ok           | ok             | ok           | ok           | ok
share_screen           | role         | ok             | ok           | role         | role
say_to_all             | ok           | ok             | ok           | ok           | ok
say_to_facilitators    | ok           | ok             | ok           | ok           | ok
read_facilitators_lane | role         | ok             | ok           | role         | role
hide_message           | role         | ok             | ok           | role         | role
mute                   | role         | ok             | ok           | role         | role
ask_to_unmute          | role         | ok             | ok           | role         | role
stop_camera            | role         | ok             | ok           | role         | role
allow_camera           | role         | ok             | ok           | role         | role
stop_share             | role         | ok             | ok           | role         | role
remove                 | role         | ok             | ok           | role         | role
undo_removal           | role         | ok             | ok           | role         | role
extend_meeting         | role         | ok             | ok           | role         | role
end_meeting            | role         | ok             | ok           | role         | role
read_removals          | role         | ok             | ok           | role         | role
view_group             | role         | ok             | ok           | ok           | role
create_group           | manager_only | manager_only   | manager_only | ok           | manager_only
edit_group             | manager_only | manager_only   | manager_only | ok           | manager_only
publish_agreement      | manager_only | manager_only   | manager_only | ok           | manager_only
view_invites           | role         | ok             | ok           | ok           | role
create_invite          | role         | ok             | ok           | ok           | role
revoke_invite          | role         | ok             | ok           | ok           | role
open_extra_meeting     | role         | ok             | ok           | ok           | role
enter_as_staff         | role         | ok             | ok           | role         | role
`

var (
	everyRole     = []Role{Participant, CoFacilitator, Facilitator, Manager, ""}
	everyStanding = []Standing{Outside, Waiting, Present, Removed}
)

// rows reads the table: the answers to each action, in the order of everyRole.
func rows(t *testing.T) map[Action][]string {
	t.Helper()
	all := map[Action][]string{}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 1+len(everyRole) {
			t.Fatalf("line %q has %d cells", line, len(cells))
		}
		all[Action(cells[0])] = cells[1:]
	}
	return all
}

// answer is "ok" or the reason of a refusal.
func answer(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Reason
}

func TestTableHasEveryAction(t *testing.T) {
	known := rows(t)
	for action := range rules {
		if _, ok := known[action]; !ok {
			t.Errorf("%s is not in the table", action)
		}
	}
	for action := range known {
		if _, ok := rules[action]; !ok {
			t.Errorf("%s is in the table, but no rule has it", action)
		}
	}
}

func TestEveryRoleActionAndTargetStanding(t *testing.T) {
	for action, wants := range rows(t) {
		for i, role := range everyRole {
			for _, standing := range everyStanding {
				actor := Actor{ID: "actor", Role: role, Standing: Present, Realm: Recovery}
				target := Target{ID: "target", Role: Participant, Standing: standing, Realm: Recovery}
				if got := answer(Allow(actor, action, target)); got != wants[i] {
					t.Errorf("%q may %s a participant who is %s: %s, want %s", role, action, standing, got, wants[i])
				}
			}
		}
	}
}

// needNoPresence are the actions on what is stored; all others need their actor
// to be in the room.
var needNoPresence = map[Action]bool{
	ViewGroup: true, CreateGroup: true, EditGroup: true, PublishAgreement: true, ViewInvites: true, CreateInvite: true,
	RevokeInvite: true, OpenExtraMeeting: true, EnterAsStaff: true,
}

func TestNobodyActsInARoomTheyAreNotIn(t *testing.T) {
	for action, wants := range rows(t) {
		for i, role := range everyRole {
			for _, standing := range []Standing{Outside, Waiting, Removed, ""} {
				want := wants[i]
				if want == "ok" && !needNoPresence[action] {
					want = "not_present"
				}
				actor := Actor{ID: "actor", Role: role, Standing: standing, Realm: Recovery}
				if got := answer(Allow(actor, action, Target{ID: "target", Role: Participant, Realm: Recovery})); got != want {
					t.Errorf("%q, %s, may %s: %s, want %s", role, standing, action, got, want)
				}
			}
		}
	}
}

func TestOtherRealmDoesNotExist(t *testing.T) {
	for action := range rows(t) {
		for _, role := range everyRole {
			actor := Actor{ID: "actor", Role: role, Standing: Present, Realm: Family}
			err := Allow(actor, action, Target{ID: "target", Role: Participant, Realm: Recovery})
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("family %q may %s across realms: %v, want not found", role, action, err)
			}
		}
	}
	manager := Actor{ID: "actor", Role: Manager, Realm: AnyRealm}
	for _, realm := range []Realm{Recovery, Family} {
		if err := Allow(manager, EditGroup, Target{Realm: realm}); err != nil {
			t.Errorf("a manager may not edit a %s group: %v", realm, err)
		}
	}
}

func TestActionsOnAPersonFollowRank(t *testing.T) {
	const ranks = `
actor          | on participant | on co_facilitator | on facilitator | on themselves
participant    | role           | role              | role           | role
co_facilitator | ok             | outranked         | outranked      | self
facilitator    | ok             | ok                | outranked      | self
manager        | role           | role              | role           | role
`
	onPerson := []Action{Decline, SendBack, Mute, AskToUnmute, StopCamera, AllowCamera, StopShare, Remove}
	for _, line := range strings.Split(strings.TrimSpace(ranks), "\n")[1:] {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		actor := Actor{ID: "actor", Role: Role(cells[0]), Standing: Present, Realm: Recovery}
		for _, action := range onPerson {
			for i, role := range []Role{Participant, CoFacilitator, Facilitator} {
				if got := answer(Allow(actor, action, Target{ID: "other", Role: role})); got != cells[i+1] {
					t.Errorf("%s may %s a %s: %s, want %s", actor.Role, action, role, got, cells[i+1])
				}
			}
			if got := answer(Allow(actor, action, Target{ID: "actor", Role: actor.Role})); got != cells[4] {
				t.Errorf("%s may %s themselves: %s, want %s", actor.Role, action, got, cells[4])
			}
		}
	}
}

func TestRestraintsHoldUntilTheyAreLifted(t *testing.T) {
	for _, role := range []Role{Participant, CoFacilitator, Facilitator} {
		muted := Actor{ID: "a", Role: role, Standing: Present, Realm: Recovery, Muted: true}
		stopped := Actor{ID: "a", Role: role, Standing: Present, Realm: Recovery, CameraStopped: true}
		for _, c := range []struct {
			who  Actor
			what Action
			want string
		}{
			{muted, Speak, "muted"},
			{muted, ShowCamera, "ok"},
			{muted, SayToAll, "ok"},
			{stopped, ShowCamera, "camera_stopped"},
			{stopped, Speak, "ok"},
		} {
			if got := answer(Allow(c.who, c.what, Target{})); got != c.want {
				t.Errorf("restrained %s may %s: %s, want %s", role, c.what, got, c.want)
			}
		}
	}
}

func TestUnknownActionIsRefused(t *testing.T) {
	if err := Allow(Actor{Role: Facilitator, Standing: Present, Realm: AnyRealm}, "open_the_safe", Target{}); err == nil {
		t.Error("an action without a rule is allowed")
	}
}
