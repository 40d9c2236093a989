package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestRunReportsWhatItAsked(t *testing.T) {
	var out strings.Builder
	o := options{database: t.TempDir() + "/warmroom.db", groups: 12, rate: 100, duration: 200 * time.Millisecond, path: "/groups", packed: true}
	for range 2 { // the second time the groups are there
		if err := run(t.Context(), o, &out); err != nil {
			t.Fatal(err)
		}
	}
	if !regexp.MustCompile(`^(/groups, 12 groups: 20 requests at 100/s, \d{4} bytes each; p50 .+, p95 .+, p99 .+, most .+\n){2}$`).MatchString(out.String()) {
		t.Errorf("reported:\n%s", out.String())
	}
	out.Reset()
	o.flood = 60_000
	if err := run(t.Context(), o, &out); err != nil || !regexp.MustCompile(`^meanwhile \d+ attempts to sign in: \d+ looked up, [1-9]\d* sent away; /groups`).MatchString(out.String()) {
		t.Errorf("with attempts to sign in: %v\n%s", err, out.String())
	}
	o.path, o.flood = "/nothing", 0
	if err := run(t.Context(), o, &out); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a page that is not there: %v", err)
	}
}
