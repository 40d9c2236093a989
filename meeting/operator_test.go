package meeting_test

import (
	"strings"
	"testing"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/moderation"
)

func TestOperatorFaults(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	line := func(change func(*meeting.SupportLine)) error {
		l := meeting.SupportLine{Kind: meeting.Warmline, Name: "Harbor Warmline", Call: "+12025550142"}
		change(&l)
		return failed(h.CreateOrganisation(ctx, "New", []meeting.SupportLine{l}))
	}
	refused(t, "no name", failed(h.CreateOrganisation(ctx, "", nil)), fault.Invalid, "name")
	refused(t, "kind of line", line(func(l *meeting.SupportLine) { l.Kind = "hotline" }), fault.Invalid, "lines[0].kind")
	refused(t, "name of line", line(func(l *meeting.SupportLine) { l.Name = "" }), fault.Invalid, "lines[0].name")
	refused(t, "words for a number", line(func(l *meeting.SupportLine) { l.Call = "call us" }), fault.Invalid, "lines[0].call")
	refused(t, "a script for a number", line(func(l *meeting.SupportLine) { l.Text = "988;body=x" }), fault.Invalid, "lines[0].text")
	refused(t, "no number", line(func(l *meeting.SupportLine) { l.Call = "" }), fault.Invalid, "lines[0].call")
	refused(t, "many lines", failed(h.CreateOrganisation(ctx, "New", make([]meeting.SupportLine, 21))), fault.Invalid, "lines")
	if err := line(func(l *meeting.SupportLine) { l.Call, l.Text = "", "988" }); err != nil {
		t.Errorf("a line to text: %v", err)
	}

	refused(t, "account without a name", failed(h.CreateAccount(ctx, h.org.ID, " ", false)), fault.Invalid, "name")
	refused(t, "account with a long name", failed(h.CreateAccount(ctx, h.org.ID, strings.Repeat("n", 41), false)), fault.Invalid, "name")
	refused(t, "a second Ana", failed(h.CreateAccount(ctx, h.org.ID, "Ana", false)), fault.Conflict, "name_taken")
	refused(t, "account of no organisation", failed(h.CreateAccount(ctx, "none", "New", false)), fault.NotFound, "not_found")
	if _, err := h.CreateAccount(ctx, h.other.ID, "Ana", false); err != nil {
		t.Errorf("an Ana elsewhere: %v", err)
	}

	refused(t, "manager as a role", h.GrantRole(ctx, h.ben, h.circle.ID, moderation.Manager), fault.Invalid, "role")
	refused(t, "participant as a role", h.GrantRole(ctx, h.ben, h.circle.ID, moderation.Participant), fault.Invalid, "role")
	refused(t, "role of nobody", h.GrantRole(ctx, "none", h.circle.ID, moderation.Facilitator), fault.NotFound, "not_found")
	refused(t, "role in no group", h.GrantRole(ctx, h.ben, "none", moderation.Facilitator), fault.NotFound, "not_found")
	refused(t, "role in another organisation", h.GrantRole(ctx, h.zed, h.circle.ID, moderation.Facilitator), fault.NotFound, "not_found")
	refused(t, "disabling nobody", h.DisableAccount(ctx, "none"), fault.NotFound, "not_found")
}

func TestOperatorSeesWhatThereIs(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if all := must(h.Organisations(ctx))(t); len(all) != 2 || all[0].Name == all[1].Name {
		t.Errorf("organisations: %+v", all)
	}
	if all := must(h.OrganisationGroups(ctx, h.org.ID))(t); len(all) != 2 || all[0].Name != "Circle" || all[1].Name != "Kin" {
		t.Errorf("groups: %+v", all)
	}
	var names []string
	for _, a := range must(h.Accounts(ctx, h.org.ID))(t) {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "Ana Ben Cleo Max" {
		t.Errorf("accounts: %s", got)
	}
	if err := h.GrantRole(ctx, h.ben, h.circle.ID, moderation.Facilitator); err != nil {
		t.Fatal(err)
	}
	if g := must(h.Group(ctx, h.ben, h.circle.ID))(t); g.Role != moderation.Facilitator {
		t.Errorf("Ben is %s after his new role", g.Role)
	}
}
