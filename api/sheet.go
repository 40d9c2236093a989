package api

import (
	"encoding/csv"
	"io"
	"strings"
)

// sheetType is that of a table for spreadsheets (RFC 4180).
const sheetType = "text/csv; charset=utf-8; header=present"

// writeSheet writes rows as RFC 4180 says, in UTF-8. A spreadsheet takes a cell
// that begins with some characters for a formula, and does what it says:
// before those stands an apostrophe, which makes it a text.
func writeSheet(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = harmless(cell)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless returns a cell that no spreadsheet reckons with. Space before a
// formula does not keep some of them from it.
func harmless(cell string) string {
	if start := strings.TrimSpace(cell); start != "" && strings.ContainsAny(start[:1], "=+-@|%") || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
