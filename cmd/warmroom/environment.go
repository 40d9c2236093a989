package main

import (
	"fmt"
	"slices"
	"strings"
)

// variablePrefix begins the name of every variable that belongs to Warmroom.
const variablePrefix = "WARMROOM_"

// checkEnvironment refuses a WARMROOM_* variable that nothing reads: it is a
// misspelt option more often than not, and silence would hide that.
func checkEnvironment(environ, known []string) error {
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, variablePrefix) || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			return fmt.Errorf("%s is not an option. Did you mean %s? `warmroom serve --help` lists them all", name, near)
		}
		return fmt.Errorf("%s is not an option. Remove it; `warmroom serve --help` lists what there is", name)
	}
	return nil
}

// nearest returns the known name with the smallest edit distance to name, or
// "" when none is near enough to be what was meant.
func nearest(name string, known []string) string {
	best, least := "", len(name)-len(variablePrefix) // as far away as writing it anew
	for _, k := range known {
		if d := distance(name, k); d < least && d <= 4 {
			best, least = k, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two ASCII strings.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			swap := diagonal
			if a[i] != b[j] {
				swap++
			}
			diagonal = row[j+1]
			row[j+1] = min(swap, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
