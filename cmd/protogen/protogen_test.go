package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warmroom/signaling"
	"warmroom/signaling/wire"
)

// ID has a name that says nothing without its package.
type ID string

// Sample is a message.
type Sample struct {
	Size  int      `json:"size" minimum:"1" maximum:"9" doc:"How large"`
	Who   ID       `json:"who,omitempty" maxLength:"3"`
	Near  []place  `json:"near" maxItems:"2"`
	Side  side     `json:"side" enum:"left,right"`
	Other side     `json:"other" enum:"left"`
	Sides []side   `json:"sides" enum:"left"`
	Words []string `json:"words"`
}

type (
	// place: somewhere.
	place struct {
		Open bool `json:"open"`
	}
	side string
)

type bare struct {
	A int `json:"a"`
}

func sample[T any](name string) signaling.Protocol {
	m := signaling.Message{Name: name, Shape: wire.Of[T]()}
	return signaling.Protocol{Commands: []signaling.Command{{Message: m, Answer: m}}}
}

// docs reads the comments of this very package.
func docs(t *testing.T, p signaling.Protocol) (comments, error) {
	t.Helper()
	return readComments("../..", p)
}

func TestTypeScriptSaysWhatTheStructSays(t *testing.T) {
	p := sample[Sample]("sample")
	d, err := docs(t, p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := typeScript(p, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"/** Sample is a message. */\nexport interface Sample {\n  readonly type: 'sample'\n",
		"  /** How large. */\n  readonly size: number\n",
		"  /** A text of at most 3 characters. */\n  readonly who?: ProtogenID\n",
		"  readonly near: readonly Place[]\n",
		"/** Somewhere. */\nexport interface Place {\n  readonly open: boolean\n}",
		"export type Side = 'left' | 'right'\n",
		"  readonly side: Side\n  readonly other: 'left'\n  readonly sides: readonly 'left'[]\n  readonly words: readonly string[]\n",
		"export type Command =\n  | Sample\n",
		"  readonly 'sample': Sample\n",
		"  'sample.who': 3,\n",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("missing:\n%s\nin:\n%s", want, got)
		}
	}
}

func TestReferenceReplacesOnlyWhatIsBetweenTheMarks(t *testing.T) {
	p := sample[Sample]("sample")
	d, err := docs(t, p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := withReference([]byte("before\n"+beginMark+"old\n"+endMark+"after\n"), p, d)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	if !strings.HasPrefix(text, "before\n"+beginMark) || !strings.HasSuffix(text, endMark+"after\n") || strings.Contains(text, "old") {
		t.Errorf("got %s", text)
	}
	for _, want := range []string{
		"#### sample\n\nSample is a message.\n",
		"| `size` |  | a whole number from 1 to 9 | How large |\n",
		"| `near` |  | a list of at most 2: [Place](#place) |  |\n",
		"| `side` |  | `left`, `right` |  |\n",
		"#### Place\n\nSomewhere.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing:\n%s\nin:\n%s", want, text)
		}
	}
	if _, err := withReference([]byte("no marks"), p, d); err == nil {
		t.Error("a document without the marks was taken")
	}
}

func TestMessagesNeedComments(t *testing.T) {
	if _, err := docs(t, sample[bare]("bare")); err == nil || !strings.Contains(err.Error(), "bare") {
		t.Errorf("a message without a comment: %v", err)
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"fault", "meeting", "moderation", "room", "signaling"} {
		source, err := filepath.Abs("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(source, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := write(filepath.Join(root, "docs/protocol.md"), []byte(beginMark+endMark)); err != nil {
		t.Fatal(err)
	}
	var first, second string
	for _, into := range []*string{&first, &second} {
		if err := generate(root); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"api/openapi.yaml", "frontend/src/generated/protocol.ts", "docs/protocol.md"} {
			text, err := os.ReadFile(filepath.Join(root, name))
			if err != nil || len(text) < 1000 {
				t.Fatalf("%s: %v, %d bytes", name, err, len(text))
			}
			*into += string(text)
		}
	}
	if first != second {
		t.Error("two runs differ")
	}
}
