package signaling

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"warmroom/moderation"
	"warmroom/room"
	"warmroom/signaling/wire"
)

// A room may deliver any of its events; one without a name would end a socket.
func TestEveryEventOfARoomHasAName(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../room/event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "event" {
			declared = append(declared, f.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	var listed []string
	for _, m := range events {
		if _, ok := newValue(m).(room.Event); !ok {
			t.Errorf("%v is no event of a room", m.Shape.Type)
		}
		listed = append(listed, m.Shape.Type.Name())
	}
	slices.Sort(declared)
	slices.Sort(listed)
	if len(declared) == 0 || !slices.Equal(declared, listed) {
		t.Errorf("declared are\n%v, listed\n%v", declared, listed)
	}
}

func TestNamesAreUnique(t *testing.T) {
	p := Describe()
	seen := map[string]bool{}
	for _, c := range p.Commands {
		if seen[c.Name] {
			t.Errorf("two commands are named %s", c.Name)
		}
		seen[c.Name] = true
	}
	clear(seen)
	for _, m := range slices.Concat(p.Answers, p.Events) {
		if seen[m.Name] {
			t.Errorf("two messages to the client are named %s", m.Name)
		}
		seen[m.Name] = true
	}
	codes := map[CloseCode]bool{}
	for _, c := range p.Closes {
		if codes[c.Code] || c.Code.word() != c.Word || len(c.Word) > 40 {
			t.Errorf("close code %d is told wrong", c.Code)
		}
		codes[c.Code] = true
	}
}

func TestReasonsOnTheWireAreThoseOfModeration(t *testing.T) {
	for _, c := range commands() {
		if c.Name != "person.remove" {
			continue
		}
		for i, r := range moderation.Reasons {
			if got := c.Shape.Fields[1].Shape.Enum[i]; got != string(r) {
				t.Errorf("reason %d is %s, want %s", i, got, r)
			}
		}
	}
}

// Every field of every command is tried missing, null, of other types and
// beyond its limits. Each is refused with the field's name, and none of it
// ends a socket or reaches the room.
func TestEveryCommandRefusesWhatItsFieldsForbid(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		inside, enter := h.lead(t)
		tried := 0
		for _, c := range commands() {
			for _, f := range c.Shape.Fields {
				for _, bad := range badValues(f) {
					members := goodValues(c.Shape)
					delete(members, f.Name)
					if bad != nil {
						members[f.Name] = bad.value
					} else if f.Optional {
						continue
					}
					tab := inside
					if c.first {
						tab = h.browser().open()
					}
					tried++
					<-time.After(time.Second) // so that no budget runs out
					a := tab.ask(c.Name, members)
					field, _ := a["field"].(string)
					if a["type"] != "refused" || a["kind"] != "invalid" || !strings.HasPrefix(field, f.Name) {
						t.Errorf("%s with %s=%v: %v", c.Name, f.Name, bad, a)
					}
					if sentence, _ := a["sentence"].(string); !strings.HasPrefix(sentence, field+": ") || len(sentence) < len(field)+8 {
						t.Errorf("%s with %s=%v doesn't say what is allowed: %q", c.Name, f.Name, bad, sentence)
					}
				}
			}
		}
		if tried < 100 {
			t.Errorf("only %d tries", tried)
		}
		synctest.Wait()
		if events := inside.received(); len(events) != 1 {
			t.Errorf("something came of it: %v", events[1:])
		}
		again := h.browser().open()
		if a := again.ask("resume", object{"session": enter["session"], "token": enter["token"], "seq": 1}); a["resumed"] != true {
			t.Errorf("the session suffered: %v", a)
		}
	})
}

// bad is a value that a field must not have; a nil bad stands for none at all.
type bad struct{ value any }

func (b *bad) String() string {
	if b == nil {
		return "nothing"
	}
	return fmt.Sprintf("%.40v", b.value)
}

func badValues(f wire.Field) []*bad {
	values := []*bad{nil, {nil}, {object{"a": 1}}, {1.5}}
	s := f.Shape
	switch s.Kind {
	case wire.Text:
		values = append(values, &bad{true}, &bad{7}, &bad{strings.Repeat("x", max(s.MaxLength, 128)+1)})
		if s.MinLength > 0 || len(s.Enum) > 0 {
			values = append(values, &bad{""})
		}
	case wire.Whole:
		values = append(values, &bad{"7"}, &bad{s.Min - 1}, &bad{s.Max + 1}, &bad{1e300})
	case wire.Flag:
		values = append(values, &bad{"true"}, &bad{0})
	case wire.List:
		values = append(values, &bad{"a"}, &bad{[]any{nil}}, &bad{make([]any, s.MaxItems+1)})
		for _, item := range badValues(wire.Field{Name: f.Name, Shape: s.Elem})[1:] {
			values = append(values, &bad{[]any{goodValue(s.Elem), item.value}})
		}
	case wire.Object:
		for _, inner := range s.Fields {
			for _, b := range badValues(inner) {
				o := goodValues(s)
				delete(o, inner.Name)
				if b != nil {
					o[inner.Name] = b.value
				}
				values = append(values, &bad{o})
			}
		}
	case wire.Instant: // clients send none
	}
	return values
}

// goodValues returns members that a command takes.
func goodValues(s *wire.Shape) object {
	o := object{}
	for _, f := range s.Fields {
		o[f.Name] = goodValue(f.Shape)
	}
	return o
}

func goodValue(s *wire.Shape) any {
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Kind == wire.Text:
		return "x"
	case s.Kind == wire.Whole:
		return s.Min
	case s.Kind == wire.Flag:
		return true
	case s.Kind == wire.List:
		return []any{goodValue(s.Elem)}
	default:
		return goodValues(s)
	}
}
