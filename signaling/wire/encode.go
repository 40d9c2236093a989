package wire

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
)

// AppendMembers appends the members of v, a value of s.Type, each with a comma
// before it, so that they follow the type and number of a frame. Lists are
// never null, and optional fields are left out when they are zero.
func (s *Shape) AppendMembers(b []byte, v any) []byte {
	return s.appendMembers(b, reflect.ValueOf(v))
}

func (s *Shape) appendMembers(b []byte, v reflect.Value) []byte {
	for _, f := range s.Fields {
		value := v.Field(f.index)
		if f.Optional && (value.IsZero() || value.Kind() == reflect.Slice && value.Len() == 0) {
			continue
		}
		b = append(b, ',', '"')
		b = append(b, f.Name...)
		b = append(b, '"', ':')
		b = f.Shape.append(b, reflect.Indirect(value))
	}
	return b
}

func (s *Shape) append(b []byte, v reflect.Value) []byte {
	switch s.Kind {
	case Text:
		return appendText(b, v.String())
	case Whole:
		if v.CanUint() {
			return strconv.AppendUint(b, v.Uint(), 10)
		}
		return strconv.AppendInt(b, v.Int(), 10)
	case Flag:
		return strconv.AppendBool(b, v.Bool())
	case Instant:
		b = append(b, '"')
		b = v.Interface().(time.Time).UTC().AppendFormat(b, time.RFC3339Nano)
		return append(b, '"')
	case List:
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			b = s.Elem.append(b, v.Index(i))
		}
		return append(b, ']')
	default:
		start := len(b)
		b = s.appendMembers(b, v)
		if len(b) == start {
			return append(b, '{', '}')
		}
		b[start] = '{' // in place of the first comma
		return append(b, '}')
	}
}

// appendText appends text as a JSON string.
func appendText(b []byte, text string) []byte {
	if plain(text) {
		b = append(b, '"')
		b = append(b, text...)
		return append(b, '"')
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return append(b, quoted...)
}

// plain reports whether text needs no escapes (RFC 8259, 7).
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.ValidString(text)
}
