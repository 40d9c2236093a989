package main

import (
	"bytes"
	"context"
	"net/http"
	"testing"
	"time"

	"warmroom/signaling"
)

func TestSomebodyWhoLooksOnSeesAMeeting(t *testing.T) {
	d := startServer(t)
	at, err := parseLink(d.coFacilitator, "sign-in")
	if err != nil {
		t.Fatal(err)
	}
	onlooker := newVisitor(at, http.DefaultClient)
	meeting, err := onlooker.signIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 1000)
	s, err := onlooker.dial(t.Context(), func(name string, _ []byte) { told <- name })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.ask(t.Context(), "enter", signaling.Enter{Meeting: meeting}, nil); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	over := make(chan error, 1)
	go func() {
		var out, news bytes.Buffer
		over <- run(ctx, []string{
			"--onlooker", "--url", d.participants, "--facilitator", d.facilitator, "--people=4", "--talkers=2", "--video=2", "--duration=10m",
		}, &out, &news)
	}()
	missing := map[string]bool{"people.joined": true, "person.changed": true, "media.speaking": true, "hand.raised": true, "hand.lowered": true, "chat.said": true}
	late := time.After(time.Minute)
	for len(missing) > 0 {
		select {
		case name := <-told:
			delete(missing, name)
		case err := <-over:
			t.Fatalf("they left: %v", err)
		case <-late:
			t.Fatalf("nothing came of %v", missing)
		}
	}
	leave()
	if err := <-over; err != nil {
		t.Error(err)
	}
}

func TestNobodyLooksOnWithoutAFacilitator(t *testing.T) {
	o := options{URL: "https://host/join#token", People: 1, Sees: 1, Tile: 64, Duration: time.Second, Patience: time.Second, Onlooker: true}
	if err := o.Validate(); err == nil {
		t.Error("it is not said that nobody would let them in")
	}
}
