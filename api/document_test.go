package api

import (
	"os"
	"strings"
	"testing"
)

func TestCommittedDocumentIsCurrent(t *testing.T) {
	want, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("api/openapi.yaml is not what the code says; run: make gen")
	}
}

// The frontend's types are made from this document: a null where a list or a
// struct is expected would have to be handled in every page.
func TestDocumentPromisesNoNulls(t *testing.T) {
	doc, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(doc), `"null"`) {
		t.Error("the document allows null somewhere")
	}
}
