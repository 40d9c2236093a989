// Command protogen writes what follows from the Go types of the protocol:
//
//	frontend/src/generated/protocol.ts   the WebSocket messages in TypeScript
//	docs/protocol.md                     the reference, between its two markers
//
// It runs at the top of the repository (make gen) and is deterministic: CI
// runs it and fails when something changed.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"warmroom/signaling"
)

func main() {
	if err := generate("."); err != nil {
		fmt.Fprintln(os.Stderr, "protogen:", err)
		os.Exit(1)
	}
}

// generate writes all files below root, the top of the repository.
func generate(root string) error {
	p := signaling.Describe()
	docs, err := readComments(root, p)
	if err != nil {
		return err
	}
	ts, err := typeScript(p, docs)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(root, "frontend/src/generated/protocol.ts"), ts); err != nil {
		return err
	}
	document, err := os.ReadFile(filepath.Join(root, "docs/protocol.md"))
	if err != nil {
		return err
	}
	document, err = withReference(document, p, docs)
	if err != nil {
		return err
	}
	return write(filepath.Join(root, "docs/protocol.md"), document)
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
