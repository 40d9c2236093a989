package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warmroom/store"
)

// keyOf reads the key of a data folder, and checks who else can.
func keyOf(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "warmroom.key")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %o, want 600", info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// commands runs commands that must end well.
func commands(t *testing.T, environ []string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if code, _, complaint := command(t, environ, strings.Split(line, " ")...); code != 0 {
			t.Fatalf("warmroom %s: %s", line, complaint)
		}
	}
}

func TestKeyIsMadeOnceAndRotates(t *testing.T) {
	folder := t.TempDir()
	at := []string{"WARMROOM_DATA=" + folder}
	t.Setenv("WARMROOM_DATA", folder)
	commands(t, at, "account add Ana --manager --organisation Harbor --email ana@harbor.example")
	first := keyOf(t, folder)
	commands(t, at, "account add Ben --email ben@harbor.example", "account email Ben b@harbor.example")
	if keyOf(t, folder) != first {
		t.Error("a second command made another key")
	}
	_, _, complaint := command(t, at, "account", "email", "Ben", "ana@harbor.example")
	if !strings.Contains(complaint, "has that e-mail address already") {
		t.Errorf("another's address: %q", complaint)
	}
	_, _, complaint = command(t, at, "account", "email", "Ben", "somewhere")
	if !strings.Contains(complaint, "ana@example.org") || strings.Contains(complaint, "somewhere") {
		t.Errorf("no address: %q", complaint)
	}
	commands(t, at, "key rotate")
	second := keyOf(t, folder)
	if second == first || strings.Contains(second, strings.TrimSpace(first)) {
		t.Error("the key did not change, or the old one stayed")
	}
	commands(t, at, "account list", "account email Ben")
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasPrefix(filepath.Base(f), "warmroom.key-") {
			t.Errorf("%s was left behind", f)
		}
	}
}

func TestLostKeyIsNotReplacedInSilence(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("WARMROOM_DATA", folder)
	commands(t, nil, "account add Ana --organisation Harbor --email ana@harbor.example")
	kept := keyOf(t, folder)
	if err := os.Remove(filepath.Join(folder, "warmroom.key")); err != nil {
		t.Fatal(err)
	}
	_, _, complaint := command(t, nil, "account", "list")
	if !strings.Contains(complaint, "key is not the one") {
		t.Errorf("without its key: %q", complaint)
	}
	if _, err := os.Stat(filepath.Join(folder, "warmroom.key")); err == nil {
		t.Error("a key that fits nothing was left in the folder")
	}
	t.Setenv("WARMROOM_KEY", store.NewKey()+","+strings.TrimSpace(kept))
	commands(t, nil, "account list")
	_, _, complaint = command(t, nil, "key", "rotate")
	if !strings.Contains(complaint, "WARMROOM_KEY") {
		t.Errorf("rotating a key in a variable: %q", complaint)
	}
	t.Setenv("WARMROOM_KEY", "nonsense")
	_, _, complaint = command(t, nil, "account", "list")
	if !strings.Contains(complaint, "WARMROOM_KEY") || strings.Contains(complaint, "nonsense") {
		t.Errorf("a key that is none: %q", complaint)
	}
}
