package board

import (
	"fmt"
	"testing"
	"time"

	"warmroom/meeting"
)

// BenchmarkDirectory writes the first page of 2,000 groups, as the directory
// does for everybody who asks for it.
func BenchmarkDirectory(b *testing.B) {
	groups := make([]meeting.ListedGroup, 2000)
	for i := range groups {
		groups[i] = circle().ListedGroup
		groups[i].Slug, groups[i].Meetings = fmt.Sprint("g", i), groups[i].Meetings[:2]
		for j := range groups[i].Meetings {
			m := &groups[i].Meetings[j]
			m.StartsAt = m.StartsAt.Add(time.Duration(i*5) * time.Minute)
			m.EndsAt = m.StartsAt.Add(time.Hour)
		}
	}
	d := Directory{Request: request("/groups", ""), Listing: meeting.Listing{Side: meeting.Sides()[0], Groups: groups}}
	w, err := New(tokens(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := w.Directory(d); err != nil {
			b.Fatal(err)
		}
	}
}
