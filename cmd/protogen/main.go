// Command protogen writes what follows from the Go types of the wire:
//
//	api/openapi.yaml                     REST, as huma describes it; openapi-typescript goes on from there
//	frontend/src/generated/protocol.ts   the WebSocket messages in TypeScript
//	docs/protocol.md                     their reference, between its two markers
//
// It runs at the top of the repository (make gen) and is deterministic: CI
// runs it and fails when something changed.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"warmroom/api"
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
	rest, err := api.Document()
	if err != nil {
		return err
	}
	p := signaling.Describe()
	docs, err := readComments(root, p)
	if err != nil {
		return err
	}
	ts, err := typeScript(p, docs)
	if err != nil {
		return err
	}
	prose, err := os.ReadFile(filepath.Join(root, "docs/protocol.md"))
	if err != nil {
		return err
	}
	document, err := withReference(prose, p, docs)
	if err != nil {
		return err
	}
	return errors.Join(
		write(filepath.Join(root, "api/openapi.yaml"), rest),
		write(filepath.Join(root, "frontend/src/generated/protocol.ts"), ts),
		write(filepath.Join(root, "docs/protocol.md"), document),
	)
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
