package signaling

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"testing"

	"github.com/gorilla/websocket"

	"warmroom/moderation"
	"warmroom/room"
)

// BenchmarkFanOut is one event from the room to 300 sessions, each on a socket
// over loopback, until the last client has read it. The clients' share of the
// work is in it.
func BenchmarkFanOut(b *testing.B) {
	const people = 300
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	h := newHouse(b, loopback{l})
	h.capacity = people + 1
	ana := h.browser()
	ana.signIn("ana")
	tab := ana.open()
	if a := tab.ask("enter", object{"meeting": h.demo.Meeting.ID}); a["type"] != "welcome" {
		b.Fatal(a)
	}
	heard := make(chan struct{}, people)
	for i := range people {
		h.listen(b, fmt.Sprintf("Listener %d", i), heard)
	}
	if a := tab.ask("door.admit", object{"all": true}); a["type"] != "ok" {
		b.Fatal(a)
	}
	self := room.ParticipantID(tab.received()[0]["self"].(string))
	lock := func(locked bool) {
		if err := h.room().LockDoor(b.Context(), self, locked); err != nil {
			b.Fatal(err)
		}
		for range people {
			<-heard
		}
	}
	lock(true)
	for i := 0; b.Loop(); i++ {
		lock(i%2 == 1)
	}
}

// listen enters and reports each change of the door that comes.
func (h *house) listen(b *testing.B, name string, heard chan<- struct{}) {
	conn, err := h.browser().dial(nil, Subprotocol)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	enter := h.guest(name)
	enter["type"], enter["id"] = "enter", 1
	text, err := json.Marshal(enter)
	if err != nil {
		b.Fatal(err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, text); err != nil {
		b.Fatal(err)
	}
	if _, text, err = conn.ReadMessage(); err != nil || !bytes.HasPrefix(text, []byte(`{"type":"welcome"`)) {
		b.Fatalf("%s: %v", text, err)
	}
	go func() {
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if bytes.HasPrefix(text, []byte(`{"type":"door.changed"`)) {
				heard <- struct{}{}
			}
		}
	}()
}

// BenchmarkEncode is an event of the most common size, as each socket does it.
func BenchmarkEncode(b *testing.B) {
	c := newCodec()
	var e room.Event = room.PersonChanged{Person: somebody(1)}
	var buf []byte
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		buf = c.appendEvent(buf[:0], e, i)
	}
}

// BenchmarkEncodeSnapshot is what the 300th person to come in is sent.
func BenchmarkEncodeSnapshot(b *testing.B) {
	c := newCodec()
	snapshot := room.Snapshot{}
	for i := range 300 {
		snapshot.People = append(snapshot.People, somebody(i))
	}
	var e room.Event = snapshot
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = c.appendEvent(buf[:0], e, 1)
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}

// BenchmarkDeliver is what a delivery costs the room.
func BenchmarkDeliver(b *testing.B) {
	s := &session{}
	s.out.wake = make(chan struct{}, 1)
	var e room.Event = room.PersonChanged{Person: somebody(1)}
	b.ReportAllocs()
	for b.Loop() {
		s.Deliver(e)
	}
}

func somebody(i int) room.Person {
	return room.Person{
		ID: room.ParticipantID(fmt.Sprintf("VDUF6KUEP37SSMU22ISDN6%04d", i)), Name: "Blue Heron", Role: moderation.Participant,
		Microphone: room.On, Camera: room.Off, Screen: room.Off, Link: room.Connected,
	}
}
