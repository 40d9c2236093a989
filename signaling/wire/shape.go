// Package wire describes, decodes and encodes the JSON messages of the
// protocol. A [Shape] is built once from a Go struct and its tags; the same
// shape checks what comes in, writes what goes out, and is what cmd/protogen
// turns into TypeScript and the protocol reference, so that the three can't
// disagree.
//
// It is called by signaling and cmd/protogen, imports only fault, and starts
// no goroutines.
package wire

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Kind is the kind of JSON value that a Shape takes.
type Kind string

// The kinds.
const (
	Text    Kind = "text"
	Whole   Kind = "whole"   // an integer; no fraction, no exponent
	Flag    Kind = "flag"    // true or false
	Instant Kind = "instant" // RFC 3339 text in UTC; server to client only
	List    Kind = "list"
	Object  Kind = "object"
)

// defaultMaxLength bounds what clients send in texts without a maxLength tag,
// in code points.
const defaultMaxLength = 128

// maxSafeInteger is the largest integer that every JSON reader keeps exact
// (RFC 8259, 6).
const maxSafeInteger = 1<<53 - 1

// A Shape says which JSON values a Go type takes. It doesn't change once made.
type Shape struct {
	Kind   Kind
	Type   reflect.Type
	Fields []Field // of an Object, in the order of the struct
	Elem   *Shape  // of a List

	Enum                 []string // of a Text; empty: any text
	MinLength, MaxLength int      // of a Text, in code points; MaxLength 0: not stated
	Min, Max             int64    // of a Whole, inclusive
	MaxItems             int      // of a List; 0: only the frame bounds it
}

// A Field is a member of an Object.
type Field struct {
	Name string // on the wire
	Doc  string
	// Optional fields may be left out, and are left out when zero.
	Optional bool
	Shape    *Shape
	index    int
}

// Of returns the shape of a struct type. Fields need a json tag; the tags doc,
// enum, minLength, maxLength, minimum, maximum and maxItems narrow them, and on
// a list those of text apply to its elements. A field is required unless its
// json tag says omitempty. Of panics on a type that has no place on the wire:
// that is a fault of the programmer, met at start.
func Of[T any]() *Shape { return object(reflect.TypeFor[T]()) }

func object(t reflect.Type) *Shape {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("wire: %v is not a struct", t))
	}
	s := &Shape{Kind: Object, Type: t}
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			panic(fmt.Sprintf("wire: %v.%s has no json name", t, f.Name))
		}
		s.Fields = append(s.Fields, Field{
			Name:     name,
			Doc:      f.Tag.Get("doc"),
			Optional: option == "omitempty",
			Shape:    shape(f.Type, f.Tag),
			index:    i,
		})
	}
	return s
}

func shape(t reflect.Type, tag reflect.StructTag) *Shape {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[time.Time]() {
		return &Shape{Kind: Instant, Type: t}
	}
	switch t.Kind() {
	case reflect.String:
		s := &Shape{Kind: Text, Type: t, MinLength: number(tag, "minLength", 0), MaxLength: number(tag, "maxLength", 0)}
		if enum := tag.Get("enum"); enum != "" {
			s.Enum = strings.Split(enum, ",")
		}
		return s
	case reflect.Bool:
		return &Shape{Kind: Flag, Type: t}
	case reflect.Int, reflect.Uint32, reflect.Uint64:
		return whole(t, tag)
	case reflect.Slice:
		return &Shape{Kind: List, Type: t, MaxItems: number(tag, "maxItems", 0), Elem: shape(t.Elem(), tag)}
	case reflect.Struct:
		return object(t)
	default:
		panic(fmt.Sprintf("wire: no place for %v", t))
	}
}

func whole(t reflect.Type, tag reflect.StructTag) *Shape {
	low, high := int64(-maxSafeInteger), int64(maxSafeInteger)
	if t.Kind() != reflect.Int {
		low = 0
	}
	if t.Kind() == reflect.Uint32 {
		high = 1<<32 - 1
	}
	return &Shape{Kind: Whole, Type: t, Min: number(tag, "minimum", low), Max: number(tag, "maximum", high)}
}

func number[N int | int64](tag reflect.StructTag, name string, otherwise N) N {
	text, ok := tag.Lookup(name)
	if !ok {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("wire: tag %s: %v", name, err))
	}
	return N(n)
}

// Allowed says in plain English what the shape takes, for errors and for the
// reference.
func (s *Shape) Allowed() string {
	switch s.Kind {
	case Text:
		return s.allowedText()
	case Whole:
		switch {
		case s.Min == -maxSafeInteger:
			return "a whole number"
		case s.Max >= 1<<32-1:
			return fmt.Sprintf("a whole number, %d or more", s.Min)
		default:
			return fmt.Sprintf("a whole number from %d to %d", s.Min, s.Max)
		}
	case Flag:
		return "true or false"
	case Instant:
		return "a time as in RFC 3339"
	case List:
		if s.MaxItems > 0 {
			return fmt.Sprintf("a list of at most %d", s.MaxItems)
		}
		return "a list"
	default:
		return "an object"
	}
}

func (s *Shape) allowedText() string {
	switch {
	case len(s.Enum) > 0:
		return "one of " + strings.Join(s.Enum, ", ")
	case s.MinLength > 0:
		return fmt.Sprintf("a text of %d to %d characters", s.MinLength, s.maxLength())
	default:
		return fmt.Sprintf("a text of at most %d characters", s.maxLength())
	}
}

func (s *Shape) maxLength() int {
	if s.MaxLength == 0 {
		return defaultMaxLength
	}
	return s.MaxLength
}
