package main

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestOptionsThatCannotBeAreNamed(t *testing.T) {
	for args, want := range map[string]string{
		"--url=http://x/join#t --people=0":            "--people",
		"--url=http://x/join#t --video=-1":            "--video",
		"--url=http://x/join#t --layers=2":            "--layers",
		"-url http://x/join#t -people 8 -sees 65":     "--sees",
		"--url=http://x/elsewhere#t":                  "/join#",
		"--url=http://x/join":                         "/join#",
		"--url=http://x/join#t --facilitator=http://": "/sign-in#",
		"--people=3": "--url",
	} {
		err := run(t.Context(), strings.Fields(args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want a word on %s", args, err, want)
		}
	}
}

func TestLinksKeepTheirSecret(t *testing.T) {
	l, err := parseLink("https://rooms.example.org/join#SECRET", "join")
	if err != nil || l.origin != "https://rooms.example.org" || string(l.token) != "SECRET" || l.socketURL() != "wss://rooms.example.org/ws" {
		t.Errorf("%v, %v", l, err)
	}
	if _, err := parseLink("https://rooms.example.org/SECRET#SECRET", "join"); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("a wrong link: %v, want an error without it", err)
	}
}

func TestEveryCameraIsLookedAtAboutEquallyAndNobodySeesThemselves(t *testing.T) {
	const people, cameras, sees = 300, 25, 9
	looked := make([]int, cameras)
	for _, p := range cast(options{People: people, Talkers: 3, Video: cameras, Sees: sees}) {
		if len(p.sees) != sees || slices.Contains(p.sees, p.index) {
			t.Fatalf("%d sees %v, want %d others", p.index, p.sees, sees)
		}
		for _, other := range p.sees {
			looked[other]++
		}
	}
	if slices.Max(looked)-slices.Min(looked) > sees {
		t.Errorf("cameras are looked at %v times, want about the same", looked)
	}
	few := cast(options{People: 3, Talkers: 3, Video: 3, Sees: 9})
	if got := few[1].sees; !slices.Equal(got, []int{2, 0}) {
		t.Errorf("of three, the second sees %v, want the two others", got)
	}
	for talkers, want := range map[int]int{0: 0, 1: 0, 2: 1, 4: 3, 50: 3} {
		if got := few[0].hears(talkers); got != want {
			t.Errorf("one of %d talkers hears %d, want %d", talkers, got, want)
		}
	}
}

func TestNamesOfGuestsAreDifferentAndHaveNoDigits(t *testing.T) {
	seen := map[string]bool{}
	for n := range 8000 {
		name := letters(n)
		if seen[name] || strings.ContainsAny(name, "0123456789 ") || len(name) != 3 {
			t.Fatalf("%d is called %q", n, name)
		}
		seen[name] = true
	}
}
