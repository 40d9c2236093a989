package store_test

import (
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/store"
)

func livePerson(id, state string) meeting.LivePerson {
	return meeting.LivePerson{
		ID: id, State: []byte(state), Seat: meeting.Seat{Session: "session-of-" + id, TokenHash: "hash-of-" + id},
	}
}

// wholeRoom is the first thing that a room writes down of itself.
func wholeRoom() meeting.LiveChange {
	return meeting.LiveChange{
		Meeting: "tuesday", Secret: "secret-of-the-room", KeptAt: noon, State: []byte(`"the order of the circle"`), Whole: true,
		Put: []meeting.LivePerson{livePerson("heron", `"Blue Heron"`), livePerson("wren", `"Grey Wren"`)},
	}
}

func TestARoomIsKeptAsItChanges(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		must(t, db.Unlock(t.Context(), keys(t, store.NewKey())))
		ctx := t.Context()
		wants(t, "before", failed(db.LiveRoom(ctx, "tuesday")), fault.NotFound, "not_found")
		whole := wholeRoom()
		room := meeting.LiveRoom{Meeting: "tuesday", Secret: whole.Secret, KeptAt: noon, State: whole.State, People: whole.Put}
		must(t, db.KeepRoom(ctx, whole))
		same(t, "whole", room)(db.LiveRoom(ctx, "tuesday"))
		must(t, db.KeepRoom(ctx, whole))
		same(t, "whole again", room)(db.LiveRoom(ctx, "tuesday"))

		gone := meeting.LivePerson{ID: "heron", State: []byte(`"gone"`)}
		must(t, db.KeepRoom(ctx, meeting.LiveChange{
			Meeting: "tuesday", Secret: whole.Secret, KeptAt: noon.Add(time.Minute), Drop: []string{"wren"},
			Put: []meeting.LivePerson{gone, livePerson("fox", `"Red Fox"`)},
		}))
		room.KeptAt, room.People = noon.Add(time.Minute), []meeting.LivePerson{livePerson("fox", `"Red Fox"`), gone}
		same(t, "changed", room)(db.LiveRoom(ctx, "tuesday"))

		must(t, db.KeepRoom(ctx, meeting.LiveChange{Meeting: "tuesday", Secret: whole.Secret, KeptAt: noon, State: []byte(`"other"`)}))
		room.KeptAt, room.State = noon, []byte(`"other"`)
		same(t, "the room alone", room)(db.LiveRoom(ctx, "tuesday"))
		must(t, db.KeepRoom(ctx, meeting.LiveChange{Meeting: "tuesday", Gone: true}))
		wants(t, "after", failed(db.LiveRoom(ctx, "tuesday")), fault.NotFound, "not_found")
		must(t, db.ForgetRoom(ctx, "tuesday"))
	})
}

func TestASeatIsFoundByTheHashOfItsToken(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		must(t, db.Unlock(t.Context(), keys(t, store.NewKey())))
		ctx := t.Context()
		whole := wholeRoom()
		whole.Put = append(whole.Put, meeting.LivePerson{ID: "a", State: []byte("{}")}, meeting.LivePerson{ID: "b", State: []byte("{}")})
		must(t, db.KeepRoom(ctx, whole))
		same(t, "seat", meeting.Seated{Session: "session-of-wren", Meeting: "tuesday", Person: "wren"})(db.Seat(ctx, "hash-of-wren"))
		wants(t, "nobody's", failed(db.Seat(ctx, "other")), fault.NotFound, "not_found")
		wants(t, "those who are gone", failed(db.Seat(ctx, "")), fault.NotFound, "not_found")
	})
}

func TestALargeRoomIsKept(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ string) {
		furnish(t, db)
		must(t, db.Unlock(t.Context(), keys(t, store.NewKey())))
		whole := wholeRoom()
		whole.Put = nil
		for i := range 2500 {
			whole.Put = append(whole.Put, livePerson(string(rune('0'+i%10))+time.Duration(i).String(), "{}"))
		}
		must(t, db.KeepRoom(t.Context(), whole))
		r, err := db.LiveRoom(t.Context(), "tuesday")
		if err != nil || len(r.People) != len(whole.Put) {
			t.Errorf("%d people are kept of %d: %v", len(r.People), len(whole.Put), err)
		}
		must(t, db.KeepRoom(t.Context(), meeting.LiveChange{Meeting: "tuesday", KeptAt: noon, Drop: idsOf(whole.Put)}))
		if r, err = db.LiveRoom(t.Context(), "tuesday"); err != nil || len(r.People) != 0 {
			t.Errorf("%d people are left: %v", len(r.People), err)
		}
	})
}

func idsOf(people []meeting.LivePerson) []string {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}

func TestWhatARoomKeepsCannotBeReadWithoutTheKey(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, where string) {
		furnish(t, db)
		ctx := t.Context()
		old, fresh := store.NewKey(), store.NewKey()
		must(t, db.Unlock(ctx, keys(t, old)), db.KeepRoom(ctx, wholeRoom()))
		if _, err := open(t, where).LiveRoom(ctx, "tuesday"); err == nil {
			t.Error("it can be read without a key")
		}
		both := open(t, where)
		must(t, both.Unlock(ctx, keys(t, fresh, old)))
		only := open(t, where)
		must(t, only.Unlock(ctx, keys(t, fresh)))
		whole := wholeRoom()
		room := meeting.LiveRoom{Meeting: "tuesday", Secret: whole.Secret, KeptAt: noon, State: whole.State, People: whole.Put}
		same(t, "after the key was changed", room)(only.LiveRoom(ctx, "tuesday"))
	})
}
