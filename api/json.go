package api

import (
	"bytes"
	"encoding/json"
	"errors"
)

var errNUL = errors.New("text holds a NUL character")

// decodeJSON is encoding/json, except that it refuses NUL characters, which
// no text of ours holds and Postgres can't store. In JSON they can only be
// written as an escape (RFC 8259, section 7).
func decodeJSON(data []byte, v any) error {
	if bytes.Contains(data, []byte(`\u0000`)) {
		return errNUL
	}
	return json.Unmarshal(data, v)
}
