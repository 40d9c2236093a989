package meeting_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

const maxs meeting.Email = "max@harbor.example"

// waiting is how many appeals an account is told of on its page.
func (r *removed) waiting(t *testing.T, who meeting.AccountID) int {
	t.Helper()
	n := 0
	for _, g := range must(r.Groups(t.Context(), who))(t) {
		n += g.Appeals
	}
	return n
}

// A meeting that ends for want of a facilitator is nothing that its people tell
// anybody: those who run the programme learn of it.
func TestManagersAreToldThatNobodyLedAMeeting(t *testing.T) {
	h, post, ctx := newHouse(t), &tray{}, t.Context()
	h.Service = h.With(meeting.Tools{Post: post})
	if err := errors.Join(h.SetEmail(ctx, h.max, maxs), h.SetEmail(ctx, h.ben, bens)); err != nil {
		t.Fatal(err)
	}
	m := h.next()
	h.at(time.Tuesday, 19, 30)
	if err := errors.Join(h.MarkUnled(ctx, m.ID), h.EndMeeting(ctx, m.ID, h.now(), meeting.Tally{}), h.TellOfUnled(ctx, m.ID)); err != nil {
		t.Fatal(err)
	}
	if l := post.last(t, meeting.LetterUnled); len(post.letters) != 1 || l.To != maxs {
		t.Errorf("sent %+v", post.letters)
	}
	told := func() time.Time {
		return must(h.Group(ctx, h.max, h.circle.ID))(t).Unled
	}
	if !told().Equal(m.StartsAt) {
		t.Errorf("Max is told of %s, want %s", told(), m.StartsAt)
	}
	h.pass(8 * 24 * time.Hour)
	if !told().IsZero() {
		t.Errorf("after a week Max is still told of %s", told())
	}
}

// An appeal that nobody knows of is not read: those who may decide it find a
// count on their page and a letter, and whoever removed the person neither.
func TestThoseWhoMayDecideAreToldOfAnAppeal(t *testing.T) {
	for name, c := range map[string]struct {
		by   func(*house) meeting.AccountID
		told []meeting.Email
		anas int
	}{
		"a helper removed":  {byBen, []meeting.Email{anas, maxs}, 1},
		"a manager removed": {byAna, []meeting.Email{maxs}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r, post, ctx := removedBy(t, c.by), &tray{}, t.Context()
			r.Service = r.With(meeting.Tools{Post: post})
			if err := errors.Join(r.SetEmail(ctx, r.ana, anas), r.SetEmail(ctx, r.ben, bens), r.SetEmail(ctx, r.max, maxs)); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(r.Appeal(ctx, r.token, "Please look again."), r.TellOfAppeal(ctx, r.token)); err != nil {
				t.Fatal(err)
			}
			var told []meeting.Email
			for _, l := range post.letters {
				told = append(told, l.To)
				if l.Kind != meeting.LetterAppeal || l.Token != "" || l.For != "" || l.Language != "en" {
					t.Errorf("sent %+v", l)
				}
			}
			slices.Sort(told)
			if !slices.Equal(told, c.told) {
				t.Errorf("%d were told, want %d", len(told), len(c.told))
			}
			if r.waiting(t, r.ana) != c.anas || r.waiting(t, r.max) != 1 || r.waiting(t, r.ben) != 0 {
				t.Errorf("Ana is told of %d, Max of %d, Ben of %d", r.waiting(t, r.ana), r.waiting(t, r.max), r.waiting(t, r.ben))
			}
			must(r.DecideAppeal(ctx, r.max, r.id, moderation.Upheld))(t)
			if n := r.waiting(t, r.max); n != 0 {
				t.Errorf("after the decision %d wait", n)
			}
		})
	}
}
