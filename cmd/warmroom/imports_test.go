package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the import path all packages of ours begin with.
const module = "warmroom/"

// mayImport is the plan of the house: whom each part may import. A folder
// inside a part (sfu/sfutest) belongs to it and may also import the part.
var mayImport = map[string][]string{
	"fault":      {},
	"moderation": {"fault"},
	"meeting":    {"fault", "moderation"},
	"room":       {"fault", "moderation", "meeting"},
	"signaling":  {"fault", "moderation", "meeting", "room"},
	"store":      {"fault", "moderation", "meeting"},
	"mail":       {"fault", "meeting"},
	"jobs":       {"fault", "meeting"},
	"webhook":    {"fault", "meeting"},
	"identity":   {"fault", "meeting"},
	"board":      {"fault", "moderation", "meeting"},
	"api":        {"fault", "moderation", "meeting", "room", "board"},
	"sfu":        {},
	"rehearsal":  {"fault", "moderation", "meeting", "room", "sfu"},
	"frontend":   {},
	"cmd":        {"fault", "moderation", "meeting", "room", "signaling", "store", "mail", "jobs", "webhook", "identity", "api", "board", "sfu", "rehearsal", "frontend"},
}

// onlyIn says which parts may use a dependency, by the beginning of its
// import path. No part at all means that it must not be used.
var onlyIn = map[string][]string{
	"gorm.io/":                                 {"store"},
	"github.com/ncruces/go-sqlite3/gormlite":   {"store"},
	"github.com/ncruces/go-sqlite3":            {"store"},
	"github.com/jackc/pgx":                     {"store"},
	"github.com/pressly/goose":                 {"store"},
	"github.com/riverqueue/":                   {"store", "jobs"},
	"github.com/gin-gonic/":                    {"api", "cmd"},
	"github.com/danielgtaylor/huma":            {"api", "cmd"},
	"github.com/gorilla/websocket":             {"signaling", "cmd"},
	"github.com/pion/webrtc":                   {"sfu/sfutest", "sfu/standin", "cmd/roomload"},
	"github.com/pion/":                         {"sfu", "cmd/roomload"},
	"github.com/wneessen/go-mail":              {"mail"},
	"github.com/emersion/":                     {"mail/mailtest"},
	"github.com/go-webauthn/":                  {"identity"},
	"github.com/coreos/go-oidc":                {"identity"},
	"golang.org/x/oauth2":                      {"identity"},
	"github.com/teambition/rrule-go":           {"meeting"},
	"github.com/arran4/golang-ical":            {"board"},
	"github.com/skip2/go-qrcode":               {"board"},
	"github.com/go-pdf/fpdf":                   {"board"},
	"golang.org/x/image":                       {"board"},
	"github.com/alecthomas/kong":               {"cmd"},
	"github.com/caddyserver/certmagic":         {"cmd/warmroom"},
	"github.com/prometheus/":                   {"api", "sfu", "signaling", "room", "store", "jobs", "cmd"},
	"github.com/mattn/go-sqlite3":              {},
	"github.com/glebarez/":                     {},
	"modernc.org/sqlite":                       {},
	"github.com/stretchr/testify":              {},
	"github.com/pion/webrtc/v3":                {},
	"github.com/gorilla/websocket/examples":    {},
	"gorm.io/driver/sqlite":                    {},
	"github.com/danielgtaylor/huma/v2/humacli": {},
}

// forbiddenNames are package names that say nothing about what is inside.
var forbiddenNames = []string{"util", "utils", "types", "models", "internal", "pkg", "helper", "helpers", "common", "base", "misc", "lib"}

// listed is what `go list -json` tells of a package.
type listed struct {
	ImportPath, Dir, Name              string
	Imports, TestImports, XTestImports []string
}

// packages lists every package of the module, once per test that asks.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Name,Imports,TestImports,XTestImports", module+"...")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, complaint.String())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < len(mayImport)-1 { // cmd is several packages and no package itself
		t.Fatalf("go list found %d packages, fewer than the house has parts", len(all))
	}
	return all
}

// part is the top-level folder of a package of ours, "" for others.
func part(importPath string) string {
	rest, ours := strings.CutPrefix(importPath, module)
	if !ours {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func TestImportsPointInOneDirection(t *testing.T) {
	for _, p := range packages(t) {
		from := part(p.ImportPath)
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("%s: the plan of the house has no part %q", p.ImportPath, from)
			continue
		}
		for _, i := range p.Imports {
			if to := part(i); to != "" && to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s, which %s must not know of", p.ImportPath, i, from)
			}
		}
	}
}

// The SFU is tested by itself too: a test of it that needs rooms is a test of
// something else.
func TestSFUKnowsNobodyEvenInTests(t *testing.T) {
	for _, p := range packages(t) {
		if part(p.ImportPath) != "sfu" {
			continue
		}
		for _, i := range slices.Concat(p.TestImports, p.XTestImports) {
			if to := part(i); to != "" && to != "sfu" {
				t.Errorf("a test of %s imports %s", p.ImportPath, i)
			}
		}
	}
}

func TestDependenciesStayInTheirParts(t *testing.T) {
	for _, p := range packages(t) {
		at := strings.TrimPrefix(p.ImportPath, module)
		for _, i := range p.Imports {
			places, rule := placesOf(i)
			if rule != "" && !slices.ContainsFunc(places, func(place string) bool { return within(at, place) }) {
				t.Errorf("%s imports %s, which belongs in %v only", p.ImportPath, i, places)
			}
		}
		for _, i := range slices.Concat(p.TestImports, p.XTestImports) {
			if places, rule := placesOf(i); rule != "" && len(places) == 0 {
				t.Errorf("a test of %s imports %s, which nothing may use", p.ImportPath, i)
			}
		}
	}
}

// placesOf returns where an import may be used, by the longest rule that fits.
func placesOf(imported string) (places []string, rule string) {
	for prefix, where := range onlyIn {
		if strings.HasPrefix(imported, prefix) && len(prefix) > len(rule) {
			places, rule = where, prefix
		}
	}
	return places, rule
}

// within reports whether a package path is place or inside of it.
func within(path, place string) bool {
	return path == place || strings.HasPrefix(path, place+"/")
}

func TestPackagesAreNamedAfterWhatTheyAre(t *testing.T) {
	for _, p := range packages(t) {
		for _, name := range append(strings.Split(p.ImportPath, "/"), p.Name) {
			if slices.Contains(forbiddenNames, name) {
				t.Errorf("%s: %q is no name for a package", p.ImportPath, name)
			}
		}
	}
}

// A test that sleeps is slow when it passes and wrong when it fails. In a file
// for testing/synctest, where sleeping is how virtual time passes, it may.
func TestNoTestSleeps(t *testing.T) {
	files := 0
	for _, p := range packages(t) {
		err := filepath.WalkDir(p.Dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != p.Dir:
				return filepath.SkipDir
			case strings.HasSuffix(path, "_test.go") || part(p.ImportPath) != "" && strings.HasSuffix(p.Name, "test") && strings.HasSuffix(path, ".go"):
				files++
				for _, at := range sleeps(t, path) {
					t.Errorf("%s: time.Sleep in a test; wait for a condition or use testing/synctest", at)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Error("no test files were looked at")
	}
}

// sleeps returns the positions of calls to time.Sleep in a Go file.
func sleeps(t *testing.T, path string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing/synctest"` }) {
		return nil
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Sleep" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
				found = append(found, set.Position(s.Pos()).String())
			}
		}
		return true
	})
	return found
}
