package moderation

import "testing"

// Every power over others is either written down, or it is said why not; the
// page says the same.
func TestEveryPowerIsAuditedOrSaysWhyNot(t *testing.T) {
	told := map[Action]string{}
	for _, cells := range page(t, "What is written down") {
		told[Action(cells[0])] = cells[1]
	}
	for action, r := range rules {
		why, ok := trail[action]
		// Receipts are nobody's power; the programme answers for them.
		power := r.who != everyone || action == KeepReceipt || action == WriteLetter || action == RevokeReceipt
		if ok != power {
			t.Errorf("%s: a power is %t, in the audit's table %t", action, power, ok)
		}
		if !ok {
			continue
		}
		if r.onPerson && !Audited(action) && why != welcoming {
			t.Errorf("%s is done to a person, and not written down", action)
		}
		want := why
		if Audited(action) {
			want = "yes"
		}
		if told[action] != want {
			t.Errorf("%s: the page says %q, the table %q", action, told[action], want)
		}
	}
	for action := range told {
		if _, ok := trail[action]; !ok {
			t.Errorf("the page tells of %s, and the table doesn't", action)
		}
	}
	if Audited("open_the_safe") || Audited(Speak) {
		t.Error("what is no power is audited")
	}
}

// An appeal never reaches who removed the person, whatever else they are.
func TestAnAppealIsHiddenFromWhoRemovedThePerson(t *testing.T) {
	manager := Actor{ID: "max", Role: Manager, Realm: AnyRealm}
	for _, action := range []Action{ReadAppeals, DecideAppeal} {
		if err := Allow(manager, action, Target{ID: "ana", Realm: Family}); err != nil {
			t.Errorf("a manager may not %s: %v", action, err)
		}
		for _, a := range []Actor{
			{ID: "max", Role: Manager, Realm: AnyRealm},
			{ID: "max", Role: Facilitator, Realm: Recovery},
			{ID: "ben", Role: Facilitator, Realm: Recovery},
			{ID: "cleo", Role: CoFacilitator, Realm: Recovery},
			{Role: Participant, Realm: Recovery, Standing: Present},
		} {
			if got := answer(Allow(a, action, Target{ID: "max", Realm: Recovery})); got != "not_found" {
				t.Errorf("%s, %s, may %s of max: %s", a.ID, a.Role, action, got)
			}
		}
	}
}
