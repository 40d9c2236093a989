package signaling

import (
	"fmt"
	"reflect"
	"strconv"

	"warmroom/room"
	"warmroom/signaling/wire"
)

// head is what every command carries besides its own members.
type head struct {
	ID   int    `json:"id" minimum:"1" maximum:"2147483647"`
	Type string `json:"type" minLength:"1" maxLength:"40"`
}

// codec knows every message by its name or its Go type.
type codec struct {
	head     *wire.Shape
	commands map[string]*Command
	events   map[reflect.Type]*Message
}

func newCodec() *codec {
	c := &codec{head: wire.Of[head](), commands: map[string]*Command{}, events: map[reflect.Type]*Message{}}
	for _, cmd := range commands() {
		c.commands[cmd.Name] = &cmd
	}
	for _, m := range events {
		c.events[m.Shape.Type] = &m
	}
	return c
}

// split takes the head off a frame. The error is a closed when the frame is no
// JSON object, and a fault when its head is wrong; the id is then 0 if it is
// what is wrong.
func (c *codec) split(frame []byte) (head, wire.Members, error) {
	members, err := wire.Split(frame)
	if err != nil {
		return head{}, nil, closed{CloseProtocol, "no JSON object in UTF-8"}
	}
	own := wire.Members{}
	for _, f := range c.head.Fields {
		if raw, ok := members[f.Name]; ok {
			own[f.Name] = raw
			delete(members, f.Name)
		}
	}
	var h head
	err = c.head.Decode(own, &h)
	return h, members, err
}

// appendEvent appends the frame of an event.
func (c *codec) appendEvent(b []byte, e room.Event, seq uint64) []byte {
	m, ok := c.events[reflect.TypeOf(e)]
	if !ok {
		panic(fmt.Sprintf("signaling: %T is not in the table of events", e))
	}
	b = appendHead(b, m.Name, "seq", seq)
	b = m.Shape.AppendMembers(b, e)
	return append(b, '}')
}

// appendAnswer appends the frame of an answer whose members are encoded.
func appendAnswer(b []byte, m Message, re int, members []byte) []byte {
	b = appendHead(b, m.Name, "re", uint64(re))
	b = append(b, members...)
	return append(b, '}')
}

func appendHead(b []byte, name, number string, n uint64) []byte {
	b = append(b, `{"type":"`...)
	b = append(b, name...)
	b = append(b, `","`...)
	b = append(b, number...)
	b = append(b, `":`...)
	return strconv.AppendUint(b, n, 10)
}
