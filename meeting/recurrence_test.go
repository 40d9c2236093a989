package meeting

import (
	"testing"
	"time"
)

func TestZ(t *testing.T) {
	for _, r := range []string{"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"} {
		now := time.Now()
		_, err := newRecurrence("2026-01-01T10:00", "America/New_York", r)
		t.Log(r, time.Since(now), err)
	}
}
