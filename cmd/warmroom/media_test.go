package main

import (
	"errors"
	"io"
	"slices"
	"testing"

	"warmroom/fault"
	"warmroom/room"
	"warmroom/sfu"
)

func TestLoudestSpeakerComesFirst(t *testing.T) {
	s := &speakers{levels: map[sfu.PeerID]sfu.Level{}}
	for _, c := range []struct {
		changed []sfu.Level
		want    []room.ParticipantID
	}{
		{[]sfu.Level{{Peer: "a", Speaking: true, Loudness: 40}, {Peer: "b", Speaking: true, Loudness: 90}}, []room.ParticipantID{"b", "a"}},
		{[]sfu.Level{{Peer: "c", Loudness: 10}}, []room.ParticipantID{"b", "a"}},
		{[]sfu.Level{{Peer: "a", Speaking: true, Loudness: 100}}, []room.ParticipantID{"a", "b"}},
		{[]sfu.Level{{Peer: "b", Loudness: 5}}, []room.ParticipantID{"a"}},
	} {
		if got := s.update(c.changed); !slices.Equal(got, c.want) {
			t.Errorf("after %+v: %v, want %v", c.changed, got, c.want)
		}
	}
	s.forget("a")
	if got := s.update(nil); len(got) != 0 {
		t.Errorf("somebody who left still speaks: %v", got)
	}
}

func TestMediaFailuresGetAKind(t *testing.T) {
	for _, c := range []struct {
		err    error
		kind   fault.Kind
		reason string
	}{
		{&sfu.OfferError{Reason: "no_vp8", Detail: "codecs"}, fault.Unsupported, "no_vp8"},
		{sfu.ErrUnknownPeer, fault.Conflict, "no_connection"},
		{sfu.ErrClosed, fault.Unavailable, "room_closed"},
		{io.ErrUnexpectedEOF, fault.Internal, ""},
	} {
		err := mediaFault(c.err)
		if f := fault.Of(err); f.Kind != c.kind || f.Reason != c.reason || !errors.Is(err, c.err) {
			t.Errorf("%v became %v, want %s/%s with its cause", c.err, err, c.kind, c.reason)
		}
	}
	if mediaFault(nil) != nil {
		t.Error("success became a fault")
	}
}
