package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

// minPacked is the smallest answer worth packing, in bytes. Answers that carry
// a token are smaller, so their length tells nothing about it (BREACH).
const minPacked = 2048

var errPacked = errors.New("a packed answer is written at once")

// packLarge gzips large answers of the handlers inside of it. It relies on
// what huma does: an answer is one Write.
func packLarge(c *gin.Context) {
	if accepts(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Writer = &packingWriter{ResponseWriter: c.Writer}
	}
	c.Next()
}

type packingWriter struct {
	gin.ResponseWriter
	packed bool
}

func (w *packingWriter) Write(b []byte) (int, error) {
	if w.packed {
		return 0, errPacked
	}
	h := w.Header()
	if len(b) < minPacked || w.Written() || !compressible(h.Get("Content-Type")) {
		return w.ResponseWriter.Write(b)
	}
	w.packed = true
	h.Set("Content-Encoding", "gzip")
	h.Add("Vary", "Accept-Encoding")
	if _, err := w.ResponseWriter.Write(pack(b)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (w *packingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
