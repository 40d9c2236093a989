package moderation

import (
	"os"
	"slices"
	"strings"
	"testing"

	"warmroom/fault"
)

var (
	everyRole     = []Role{Participant, CoFacilitator, Facilitator, Manager, ""}
	everyStanding = []Standing{Outside, Waiting, Present, Removed}
)

// page reads the table of docs/moderation.md below a heading, without its head.
func page(t *testing.T, heading string) [][]string {
	t.Helper()
	text, err := os.ReadFile("../docs/moderation.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "\n## "+heading+"\n")
	section, _, _ := strings.Cut(after, "\n## ")
	var lines [][]string
	for line := range strings.Lines(section) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "|") {
			lines = append(lines, split(strings.Trim(line, "|"), "|"))
		}
	}
	if !found || len(lines) < 3 {
		t.Fatalf("docs/moderation.md has no table %q", heading)
	}
	return lines[2:]
}

// split cuts text at sep and takes the white space around each part away.
func split(text, sep string) []string {
	parts := strings.Split(text, sep)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// rows reads the table by role: the answers to each action, in the order of everyRole.
func rows(t *testing.T) map[Action][]string {
	t.Helper()
	all := map[Action][]string{}
	for _, cells := range page(t, "By role") {
		if len(cells) != 1+len(everyRole) {
			t.Fatalf("line %q has %d cells", cells, len(cells))
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
	RevokeInvite: true, OpenExtraMeeting: true, EnterAsStaff: true, ComeIn: true,
	ChangeDate: true, EditHolidays: true, EditLines: true, EditResources: true, EditWebhooks: true, TakeShift: true, AssignShift: true,
	ViewStaff: true, InviteStaff: true, ChangeStaff: true,
	ViewAPITokens: true, MakeAPIToken: true, RevokeAPIToken: true,
	ReadDeeds: true, ReadAppeals: true, DecideAppeal: true,
	ReadProposals: true, EraseProposal: true,
	ReadCounts: true, ReadOutreach: true, RecordOutreach: true, EraseOutreach: true,
	KeepReceipt: true, WriteLetter: true, RevokeReceipt: true,
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
	onPerson := []Action{Decline, SendBack, Mute, AskToUnmute, StopCamera, AllowCamera, StopShare, Remind, Warn, GiveHat, LetObserve, OfferSide, Remove}
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

func TestHatsAddWhatThePageSays(t *testing.T) {
	hats := map[string]Hat{"greeter": Greeter, "timekeeper": Timekeeper, "captioner": Captioner, "pass holder": PassHolder}
	told := page(t, "Hats")
	if len(told) != len(hats) {
		t.Errorf("%d hats are told, %d known", len(told), len(hats))
	}
	for _, row := range told {
		added := split(row[1], ",")
		for action, answers := range rows(t) {
			want := answers[0]
			if slices.Contains(added, string(action)) {
				want = "ok"
			}
			actor := Actor{ID: "a", Role: Participant, Standing: Present, Realm: Recovery, Hats: hats[row[0]]}
			if got := answer(Allow(actor, action, Target{ID: "b", Role: Participant})); got != want {
				t.Errorf("a %s may %s: %s, want %s", row[0], action, got, want)
			}
			actor.Standing = Waiting
			if got := answer(Allow(actor, action, Target{ID: "b", Role: Participant})); got == "ok" && !needNoPresence[action] {
				t.Errorf("a %s may %s from the door", row[0], action)
			}
		}
	}
}

// named are the restraints by their names in docs/moderation.md.
var named = map[string]Restraint{
	"a facilitator muted the person":                          Muted,
	"a facilitator stopped their camera":                      CameraStopped,
	"they observe":                                            Observing,
	"the room is calm":                                        Calm,
	"the microphones are closed, and nobody asked the person": MicrophonesClosed,
	"somebody else may speak now":                             NoFloor,
	"it is quiet while somebody shares":                       Quiet,
	"the lane for everyone is closed":                         LaneClosed,
	"the lane to the facilitators is closed":                  LeadsLaneClosed,
	"the person is in a side room":                            Aside,
	"the room is on hold":                                     OnHold,
	"the group gives no proof of attendance":                  NoProof,
	"the room is on hold, and another keeps the floor":        HeldBack,
}

func TestRestraintsRefuseWhatThePageSays(t *testing.T) {
	told := page(t, "What holds people back")
	if len(told) != len(named) {
		t.Errorf("%d restraints are told, %d known", len(told), len(named))
	}
	for _, row := range told {
		under, refused := named[row[0]], split(row[3], ",")
		if under == 0 {
			t.Fatalf("nobody knows a restraint %q", row[0])
		}
		for action, answers := range rows(t) {
			for i, role := range everyRole[:3] {
				want := answers[i]
				if want == "ok" && slices.Contains(refused, string(action)) && (row[1] == "everybody" || !role.Leads()) {
					want = row[2]
				}
				actor := Actor{ID: "a", Role: role, Standing: Present, Realm: Recovery, Under: under}
				if got := answer(Allow(actor, action, Target{ID: "b", Role: Participant})); got != want {
					t.Errorf("%s may %s when %s: %s, want %s", role, action, row[0], got, want)
				}
			}
		}
	}
}

func TestUnknownActionIsRefused(t *testing.T) {
	if err := Allow(Actor{Role: Facilitator, Standing: Present, Realm: AnyRealm}, "open_the_safe", Target{}); err == nil {
		t.Error("an action without a rule is allowed")
	}
}
