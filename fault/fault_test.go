package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestCauseStaysOutOfTheSentence(t *testing.T) {
	err := Wrap(New(NotFound, "no_group", "There is no such group.").Because(io.ErrUnexpectedEOF), "read group")
	e := Of(err)
	if e.Kind != NotFound || e.Reason != "no_group" {
		t.Fatalf("Of = %v, want not_found/no_group", e)
	}
	if strings.Contains(e.Sentence, "EOF") {
		t.Errorf("sentence %q leaks the cause", e.Sentence)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause is lost: %v", err)
	}
	if !strings.Contains(err.Error(), "read group") {
		t.Errorf("log text %q does not say what was attempted", err)
	}
}

func TestErrorWithoutKindIsInternalAndHidden(t *testing.T) {
	e := Of(fmt.Errorf("dial tcp 10.0.0.1: refused"))
	if e.Kind != Internal || strings.Contains(e.Sentence, "10.0.0.1") {
		t.Errorf("Of(plain) = %q %q, want a hidden internal error", e.Kind, e.Sentence)
	}
	if KindOf(nil) != "" || Of(nil) != nil {
		t.Error("nil has a kind")
	}
}

func TestIsComparesKindAndReason(t *testing.T) {
	base := New(Gone, "meeting_ended", "This meeting has ended.")
	if !errors.Is(fmt.Errorf("join: %w", base.Because(io.EOF)), base) {
		t.Error("an annotated copy is not recognised")
	}
	if errors.Is(New(Gone, "invite_revoked", ""), base) {
		t.Error("a different reason is taken for the same error")
	}
}
