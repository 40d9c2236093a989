// Package roomtest has small real counterparts of a room for tests: a [Media]
// that remembers what it was told, a [Sink] that keeps its events, a [Journal]
// that keeps its entries, and [Config], a meeting for them to be in.
//
// It imports room and its types; only tests import it. It starts no goroutines.
package roomtest

import (
	"log/slog"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
	"warmroom/room"
)

// Config returns what a recovery group's meeting of an hour from now on starts
// with: capacity 12, cameras optional, log discarded. Media and Journal are
// what was given.
func Config(m room.Media, j room.Journal) room.Config {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return room.Config{
		Group: meeting.Group{
			ID: "group", Organisation: "organisation", Kind: meeting.KindRecovery, Realm: moderation.Recovery,
			Name: "Tuesday group", CameraRule: meeting.CameraOptional, CrossTalk: meeting.CrossTalkWelcome, Capacity: 12,
		},
		Meeting: meeting.Meeting{
			ID: "meeting", Group: "group", Realm: moderation.Recovery, Status: meeting.Scheduled,
			StartsAt: now, EndsAt: now.Add(time.Hour),
		},
		Closing: room.Closing{GroupName: "Tuesday group", Lines: []room.ClosingLine{}},
		Media:   m,
		Journal: j,
		Log:     slog.New(slog.DiscardHandler),
	}
}

// Lead returns the arrival of a facilitator with an account of their own.
func Lead(name string) room.Arrival {
	return room.Arrival{
		Name: name, Role: moderation.Facilitator, Account: meeting.AccountID("account of " + name),
		Marks: moderation.Marks{Account: "account of " + name, Device: "device of " + name},
	}
}

// Guest returns the arrival of a participant with a browser of their own.
func Guest(name string) room.Arrival {
	return room.Arrival{
		Name: name, Role: moderation.Participant, Marks: moderation.Marks{Device: "device of " + name},
	}
}
