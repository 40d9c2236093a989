package signaling

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// member is "path=value" in a line of a story.
type member struct {
	path  []string
	value string
}

// parse takes the members of a line apart.
func parse(text string) ([]member, error) {
	var members []member
	for _, word := range words(text) {
		path, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q is not path=value", word)
		}
		members = append(members, member{strings.Split(path, "."), value})
	}
	return members, nil
}

// words splits at spaces outside quotes and brackets.
func words(text string) []string {
	depth, quoted := 0, false
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '"':
			quoted = !quoted
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == ' ' && !quoted && depth == 0
	})
}

// set puts the members of a line into a command.
func (s *story) set(into object, text string) error {
	members, err := parse(text)
	for _, m := range members {
		at := into
		for _, step := range m.path[:len(m.path)-1] {
			if at[step] == nil {
				at[step] = object{}
			}
			at = at[step].(object)
		}
		at[m.path[len(m.path)-1]] = s.value(m.value)
	}
	return err
}

// value returns what a value in a line stands for; nil for a $name that has
// none yet.
func (s *story) value(text string) any {
	switch {
	case strings.HasPrefix(text, "["):
		list := []any{}
		for _, item := range words(strings.Trim(text, "[]")) {
			list = append(list, s.value(item))
		}
		return list
	case strings.HasPrefix(text, `"`):
		return strings.Trim(text, `"`)
	case strings.HasPrefix(text, "@"):
		return s.person(text[1:]).id
	case strings.HasPrefix(text, "$"):
		return s.values[text]
	case text == "true" || text == "false":
		return text == "true"
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n
	}
	return text
}

// matches reports whether a message has all the members of a pattern. A $name
// without a value matches anything and has that value from then on.
func (s *story) matches(m object, pattern []member) bool {
	unset := map[string]any{}
	for _, p := range pattern {
		got, ok := at(m, p.path)
		want := s.value(p.value)
		if ok && want == nil {
			unset[p.value] = got
			continue
		}
		if !ok || !reflect.DeepEqual(got, want) {
			return false
		}
	}
	for name, value := range unset {
		s.values[name] = value
	}
	return true
}

// at follows a path of names, places in lists and "count".
func at(v any, path []string) (any, bool) {
	for _, step := range path {
		switch here := v.(type) {
		case object:
			next, ok := here[step]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			if step == "count" {
				v = float64(len(here))
				continue
			}
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(here) {
				return nil, false
			}
			v = here[n]
		default:
			return nil, false
		}
	}
	return v, true
}
