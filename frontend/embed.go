// Package frontend carries the built browser app inside the binary.
//
// A fresh clone holds only dist/placeholder.html, so that `go build ./...`
// works without Node; `make build` fills dist before it compiles. The package
// imports only the standard library and starts no goroutines; cmd/warmroom
// hands its files to api.
package frontend

import (
	"bytes"
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

//go:embed src/tokens.css
var tokens []byte

// Tokens returns the design's colours, sizes and times as a style sheet, for
// pages that are written without the app.
func Tokens() []byte { return bytes.Clone(tokens) }

// FS returns the files of the app, index.en.html at its root, and one for each
// other start and language, where the app has been built; placeholder.html in
// any case.
func FS() fs.FS {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is embedded: the compiler would have failed first
	}
	return root
}

// Built reports whether the app was built before the binary was compiled.
func Built() bool {
	_, err := fs.Stat(dist, "dist/index.en.html")
	return err == nil
}
