package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warmroom/fault"
)

type colour string

type pot struct {
	Name   string   `json:"name" minLength:"1" maxLength:"5"`
	Colour colour   `json:"colour,omitempty" enum:"red,blue"`
	Size   int      `json:"size" minimum:"0" maximum:"9"`
	Count  uint64   `json:"count,omitempty"`
	Lid    bool     `json:"lid"`
	Herbs  []string `json:"herbs,omitempty" maxItems:"2" maxLength:"3"`
	Lids   []lid    `json:"lids,omitempty"`
}

type lid struct {
	Width int `json:"width" minimum:"1"`
}

func decodePot(t *testing.T, text string) (pot, error) {
	t.Helper()
	m, err := Split([]byte(text))
	if err != nil {
		t.Fatalf("Split(%q): %v", text, err)
	}
	var p pot
	return p, Of[pot]().Decode(m, &p)
}

func TestDecodeTakesWhatTheTagsAllow(t *testing.T) {
	for _, row := range []struct {
		text string
		want pot
	}{
		{`{"name":"a","size":0,"lid":true}`, pot{Name: "a", Lid: true}},
		{` { "name" : "ééééé" , "size" : 9 , "lid" : false , "colour" : "blue" } `, pot{Name: "ééééé", Size: 9, Colour: "blue"}},
		{`{"name":"\u00e9\n","size":-0,"lid":true,"count":9007199254740991}`, pot{Name: "é\n", Lid: true, Count: 1<<53 - 1}},
		{`{"name":"a","size":1,"lid":true,"herbs":[],"lids":[{"width":3}]}`, pot{Name: "a", Size: 1, Lid: true, Herbs: []string{}, Lids: []lid{{3}}}},
	} {
		got, err := decodePot(t, row.text)
		if err != nil {
			t.Errorf("%s: %v", row.text, err)
		} else if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", row.text, diff)
		}
	}
}

func TestDecodeNamesTheFieldAndWhatIsAllowed(t *testing.T) {
	for _, row := range []struct{ change, field, allowed string }{
		{`"name":null`, "name", "a text of 1 to 5 characters"},
		{`"name":7`, "name", "a text of 1 to 5 characters"},
		{`"name":""`, "name", "a text of 1 to 5 characters"},
		{`"name":"éééééé"`, "name", "a text of 1 to 5 characters"},
		{`"colour":"green"`, "colour", "one of red, blue"},
		{`"colour":""`, "colour", "one of red, blue"},
		{`"size":1.0`, "size", "a whole number from 0 to 9"},
		{`"size":1e0`, "size", "a whole number from 0 to 9"},
		{`"size":"1"`, "size", "a whole number from 0 to 9"},
		{`"size":10`, "size", "a whole number from 0 to 9"},
		{`"size":-1`, "size", "a whole number from 0 to 9"},
		{`"size":99999999999999999999`, "size", "a whole number from 0 to 9"},
		{`"count":-1`, "count", "a whole number, 0 or more"},
		{`"count":9007199254740992`, "count", "a whole number, 0 or more"},
		{`"lid":1`, "lid", "true or false"},
		{`"lid":null`, "lid", "true or false"},
		{`"herbs":{}`, "herbs", "a list of at most 2"},
		{`"herbs":null`, "herbs", "a list of at most 2"},
		{`"herbs":["a","b","c"]`, "herbs", "a list of at most 2"},
		{`"herbs":["a",3]`, "herbs[1]", "a text of at most 3 characters"},
		{`"lids":[{"width":1},{}]`, "lids[1].width", "is needed: a whole number, 1 or more"},
		{`"lids":[[]]`, "lids[0]", "an object"},
		{`"lids":[{"width":1,"Width":1}]`, "lids[0].Width", "there is no such field here"},
		{`"Name":"b"`, "Name", "there is no such field here"},
		{`"` + strings.Repeat("x", 99) + `":1`, strings.Repeat("x", 40) + "…", "there is no such field here"},
	} {
		_, err := decodePot(t, `{"name":"a","size":1,"lid":true,`+row.change+`}`)
		f := fault.Of(err)
		if err == nil || f.Kind != fault.Invalid || f.Field != row.field || f.Sentence != row.field+": "+row.allowed {
			t.Errorf("%s: got %v, %+v; want %s: %s", row.change, err, f, row.field, row.allowed)
		}
	}
	if _, err := decodePot(t, `{"name":"a","size":1}`); fault.Of(err).Field != "lid" {
		t.Errorf("a missing field is not named: %v", err)
	}
}

func TestSplitRefusesWhatIsNoObject(t *testing.T) {
	for _, text := range []string{"", "null", "[]", `"a"`, "1", "{", `{"a":1}}`, `{"a":01}`, "{\"a\":\"\xff\"}", "\xef\xbb\xbf{}"} {
		if m, err := Split([]byte(text)); err == nil {
			t.Errorf("Split(%q) = %v", text, m)
		}
	}
}

type note struct {
	Text  string     `json:"text"`
	At    time.Time  `json:"at"`
	Until *time.Time `json:"until,omitempty"`
	Tags  []string   `json:"tags"`
	Lids  []lid      `json:"lids,omitempty"`
	Empty struct{}   `json:"empty"`
	N     uint32     `json:"n"`
	On    bool       `json:"on"`
	Size  int        `json:"size,omitempty"`
}

func TestEncodeAgreesWithEncodingJSON(t *testing.T) {
	until := time.Date(2026, 3, 1, 12, 0, 0, 5000, time.UTC)
	for _, n := range []note{
		{Tags: []string{}},
		{Text: "a \"b\" \\ \n \x00 é \u2028 <&>", At: until, Until: &until, Tags: []string{"x", ""}, Lids: []lid{{1}, {2}}, N: 7, On: true, Size: -3},
		{Text: "\xff broken", Tags: []string{"a"}},
	} {
		b := append(Of[note]().AppendMembers([]byte(`{"type":"note"`), n), '}')
		var got, want any
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		std, err := json.Marshal(struct {
			Type string `json:"type"`
			note
		}{"note", n})
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(std, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", b, diff)
		}
	}
}

func TestListsAreNeverNull(t *testing.T) {
	if b := string(Of[note]().AppendMembers(nil, note{})); !strings.Contains(b, `"tags":[]`) {
		t.Errorf("a nil list became %s", b)
	}
}

func TestTimesLeaveInUTC(t *testing.T) {
	n := note{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 3600))}
	if b := string(Of[note]().AppendMembers(nil, n)); !strings.Contains(b, `"at":"2026-03-01T11:00:00Z"`) {
		t.Errorf("got %s", b)
	}
}

func TestOfPanicsOnWhatHasNoPlaceOnTheWire(t *testing.T) {
	for name, make := range map[string]func(){
		"a field without a name": func() {
			Of[struct {
				A int
			}]()
		},
		"a map": func() {
			Of[struct {
				A map[string]int `json:"a"`
			}]()
		},
		"a bad tag": func() {
			Of[struct {
				A int `json:"a" minimum:"x"`
			}]()
		},
		"a text": func() { Of[string]() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			make()
		}()
	}
}

// What is taken can be written, and is then taken again as the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"a","colour":"red","size":1,"count":2,"lid":true,"herbs":["x"],"lids":[{"width":2}]}`))
	f.Add([]byte(`{"name":null,"size":1e9,"lid":"true","herbs":[[[]]],"lids":{}}`))
	shape := Of[pot]()
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Split(text)
		if err != nil {
			return
		}
		var p, again pot
		if err := shape.Decode(m, &p); err != nil {
			if f := fault.Of(err); f.Kind != fault.Invalid || f.Field == "" {
				t.Fatalf("%q: %v names no field", text, err)
			}
			return
		}
		b := shape.append(nil, reflect.ValueOf(p))
		m, err = Split(b)
		if err != nil {
			t.Fatalf("%q was written as %q: %v", text, b, err)
		}
		if err := shape.Decode(m, &again); err != nil {
			t.Fatalf("%q was written as %q: %v", text, b, err)
		}
		if len(p.Herbs) > 0 || len(p.Lids) > 0 {
			if diff := cmp.Diff(p, again); diff != "" {
				t.Fatalf("%q: %s", text, diff)
			}
		}
	})
}
