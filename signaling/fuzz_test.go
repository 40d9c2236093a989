package signaling

import (
	"errors"
	"reflect"
	"testing"

	"warmroom/fault"
	"warmroom/signaling/wire"
)

// newValue returns a zero value of the message's type.
func newValue(m Message) any { return reflect.New(m.Shape.Type).Elem().Interface() }

// Whatever a client sends either ends its socket, or is refused with a field,
// or is a command whose members say the same when they are written again.
func FuzzFrame(f *testing.F) {
	for _, c := range commands() {
		members := c.Shape.AppendMembers(nil, newValue(c.Message))
		f.Add(append(append([]byte(`{"type":"`+c.Name+`","id":1`), members...), '}'))
	}
	f.Add([]byte(`{"type":"media.view","id":2147483647,"tiles":[{"participant":"a","source":"camera","width":1,"height":1,"priority":9}]}`))
	f.Add([]byte(`{"type":"door.admit","id":3,"participants":["a","b"],"all":false}`))
	c := newCodec()
	f.Fuzz(func(t *testing.T, frame []byte) {
		h, members, err := c.split(frame)
		if _, over := errors.AsType[closed](err); over {
			return
		}
		cmd := c.commands[h.Type]
		if err != nil || cmd == nil {
			if err != nil && fault.Of(err).Field == "" {
				t.Fatalf("%q: %v names no field", frame, err)
			}
			return
		}
		first, again := reflect.New(cmd.Shape.Type), reflect.New(cmd.Shape.Type)
		if err := cmd.Shape.Decode(members, first.Interface()); err != nil {
			if fault.Of(err).Field == "" {
				t.Fatalf("%q: %v names no field", frame, err)
			}
			return
		}
		written := cmd.Shape.AppendMembers([]byte(`{"t":1`), first.Elem().Interface())
		members, err = wire.Split(append(written, '}'))
		if err != nil {
			t.Fatalf("%q was written as %q: %v", frame, written, err)
		}
		delete(members, "t")
		if err := cmd.Shape.Decode(members, again.Interface()); err != nil {
			t.Fatalf("%q was written as %q: %v", frame, written, err)
		}
		twice := cmd.Shape.AppendMembers([]byte(`{"t":1`), again.Elem().Interface())
		if string(written) != string(twice) {
			t.Fatalf("%q was written as %q and then as %q", frame, written, twice)
		}
	})
}
