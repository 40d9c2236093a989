package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"warmroom/fault"
)

// Members are the members of a JSON object, not yet looked into.
type Members map[string]json.RawMessage

// Split takes a JSON object apart. It fails on anything that isn't one, and on
// text that isn't UTF-8.
func Split(text []byte) (Members, error) {
	if !utf8.Valid(text) {
		return nil, fault.New(fault.Invalid, "utf8", "The text is not UTF-8.")
	}
	m, ok := members(text)
	if !ok {
		return nil, fault.New(fault.Invalid, "json", "The text is not a JSON object.")
	}
	return m, nil
}

func members(raw []byte) (Members, bool) {
	var m Members
	err := json.Unmarshal(raw, &m)
	return m, err == nil && m != nil
}

// Decode checks m against s and stores it in what into points to, a value of
// s.Type. The error is a fault of kind Invalid that names the first field at
// fault and says what is allowed there; into is then partly filled. Names are
// taken exactly as they are, and a member that s doesn't have is at fault too.
func (s *Shape) Decode(m Members, into any) error {
	return s.decodeMembers(m, reflect.ValueOf(into).Elem(), "")
}

func (s *Shape) decodeMembers(m Members, v reflect.Value, path string) error {
	for _, f := range s.Fields {
		raw, ok := m[f.Name]
		switch {
		case ok:
			if err := f.Shape.decode(raw, v.Field(f.index), path+f.Name); err != nil {
				return err
			}
		case !f.Optional:
			return fault.Field(path+f.Name, "is needed: "+f.Shape.Allowed())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Name == name }) {
			return fault.Field(path+shorten(name), "there is no such field here")
		}
	}
	return nil
}

// decode checks one value and stores it in v. The path names it in errors.
func (s *Shape) decode(raw json.RawMessage, v reflect.Value, path string) error {
	ok := false
	switch s.Kind {
	case Text:
		ok = s.decodeText(raw, v)
	case Whole:
		ok = s.decodeWhole(raw, v)
	case Flag:
		ok = bytes.Equal(raw, []byte("true")) || bytes.Equal(raw, []byte("false"))
		v.SetBool(raw[0] == 't')
	case List:
		return s.decodeList(raw, v, path)
	case Object:
		if m, isObject := members(raw); isObject {
			return s.decodeMembers(m, v, path+".")
		}
	case Instant: // clients send none
	}
	if !ok {
		return fault.Field(path, s.Allowed())
	}
	return nil
}

func (s *Shape) decodeText(raw json.RawMessage, v reflect.Value) bool {
	var text string
	if raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return false
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, text) {
		return false
	}
	v.SetString(text)
	n := utf8.RuneCountInString(text)
	return s.MinLength <= n && n <= s.maxLength()
}

func (s *Shape) decodeWhole(raw json.RawMessage, v reflect.Value) bool {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n < s.Min || n > s.Max {
		return false
	}
	if v.CanUint() {
		v.SetUint(uint64(n))
	} else {
		v.SetInt(n)
	}
	return true
}

func (s *Shape) decodeList(raw json.RawMessage, v reflect.Value, path string) error {
	var items []json.RawMessage
	if raw[0] != '[' || json.Unmarshal(raw, &items) != nil || s.MaxItems > 0 && len(items) > s.MaxItems {
		return fault.Field(path, s.Allowed())
	}
	list := reflect.MakeSlice(s.Type, len(items), len(items))
	for i, item := range items {
		if err := s.Elem.decode(item, list.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	v.Set(list)
	return nil
}

// shorten keeps a name that a client made up from filling the error, or from
// being no name at all.
func shorten(name string) string {
	const longest = 40
	if name == "" {
		return `""`
	}
	if utf8.RuneCountInString(name) <= longest {
		return name
	}
	return string([]rune(name)[:longest]) + "…"
}
