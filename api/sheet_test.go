package api

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"
)

// What a spreadsheet would run is a text to it, and any reader gets back the
// cells that were written.
func TestASheetHoldsNoFormulas(t *testing.T) {
	var page bytes.Buffer
	given := []string{"=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "|calc", "%x", "Circle", "", "Sí, \"tú\"", "two\nlines", "1.5"}
	if err := writeSheet(&page, [][]string{given, given}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(page.Bytes(), []byte("1.5\r\n")) {
		t.Errorf("lines do not end as RFC 4180 says: %q", page.Bytes())
	}
	rows, err := csv.NewReader(&page).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'  =1", "'\t=1", "'|calc", "'%x", "Circle", "", "Sí, \"tú\"", "two\nlines", "1.5"}
	if len(rows) != 2 || !slices.Equal(rows[0], want) {
		t.Errorf("a reader gets %q", rows)
	}
}
